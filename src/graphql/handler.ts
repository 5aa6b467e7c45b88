import { type ExecutionResult, type GraphQLError, parse } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/fetch';
import { addLocalesToRequestFromData, createPayloadRequest, type PayloadRequest, type SanitizedConfig } from 'payload';
import { Problem } from '../problem.ts';
import { assertAffordable } from './affordable.ts';
import { maskError, withoutSuggestions } from './mask-error.ts';
import { graphqlSchema } from './schema.ts';

/** Tokens of one document: parsing has a cost before any rule about depth can speak. */
const MAX_TOKENS = 2000;

/**
 * Payload's GraphQL API without Next.js: what `GRAPHQL_POST` of @payloadcms/next does, with a cap on the document.
 * The schema is built at the first request, which takes a moment. `whenNobody` is waited for when nobody is signed in.
 * @throws Problem unavailable when a part of the operation met a dependency that is away: 503 for all of it.
 */
export function graphqlHandler(
  config: SanitizedConfig,
): (request: Request, whenNobody: () => Promise<void>) => Promise<Response> {
  let built: ReturnType<typeof graphqlSchema> | undefined;
  return async (request, whenNobody) => {
    const body = request.clone();
    const req = await createPayloadRequest({ canSetHeaders: true, config, request });
    if (!req.user) await whenNobody();
    await readLocale(req, request);
    built ??= graphqlSchema(config);
    const { schema, validationRules } = built;
    const headers: Record<string, string> = {};
    let unavailable = false;
    const handle = createHandler({
      schema,
      context: { req, headers },
      parse: (source, options) => assertAffordable(parse(source, { ...options, maxTokens: MAX_TOKENS })),
      validationRules: (_req, args, specified) => [
        ...specified,
        ...validationRules(args as Parameters<typeof validationRules>[0]),
      ],
      // Where nobody may look at the schema, errors don't tell of it either.
      formatError: config.graphQL.disableIntrospectionInProduction ? withoutSuggestions : undefined,
      onOperation: async (_req, _args, result) => {
        const shown = await masked(req, result as ExecutionResult);
        unavailable = shown.errors?.some(({ extensions }) => extensions?.statusCode === 503) ?? false;
        return shown;
      },
    });
    const response = await handle(body);
    if (unavailable) throw new Problem('unavailable');
    for (const [name, value] of Object.entries(headers)) response.headers.append(name, value);
    req.responseHeaders?.forEach((value, name) => {
      response.headers.append(name, value);
    });
    return response;
  };
}

/** The locale may stand beside the query in the body. */
async function readLocale(req: PayloadRequest, request: Request): Promise<void> {
  try {
    req.data = (await request.json()) as Record<string, unknown>;
    addLocalesToRequestFromData(req);
  } catch {
    req.data = undefined;
  }
}

async function masked(req: PayloadRequest, result: ExecutionResult): Promise<ExecutionResult> {
  if (!result.errors) return result;
  const errors = await Promise.all(result.errors.map((error) => maskError(req, error)));
  return { ...result, errors: errors as GraphQLError[] };
}
