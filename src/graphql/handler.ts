import { type DocumentNode, type ExecutionResult, type GraphQLError, parse, type Source } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/fetch';
import { addLocalesToRequestFromData, createPayloadRequest, type PayloadRequest, type SanitizedConfig } from 'payload';
import { Problem } from '../problem.ts';
import { assertAffordable } from './affordable.ts';
import { maskError, withoutSuggestions } from './mask-error.ts';
import { graphqlSchema } from './schema.ts';

/** Tokens of one document: parsing has a cost before any rule about depth can speak. */
const MAX_TOKENS = 2000;

type Asked = {
  /** Waited for when nobody is signed in. */
  whenNobody: () => Promise<void>;
  /** Counts an operation against the client's limit before it is validated. */
  count: (document: DocumentNode, variables: unknown) => Promise<void>;
};

/**
 * Payload's GraphQL API without Next.js: what `GRAPHQL_POST` of @payloadcms/next does, with a cap on the document.
 * The schema is built at the first request, which takes a moment.
 * @throws Problem unavailable when a part of the operation met a dependency that is away: 503 for all of it; what `count` throws.
 */
export function graphqlHandler(config: SanitizedConfig): (request: Request, asked: Asked) => Promise<Response> {
  let built: ReturnType<typeof graphqlSchema> | undefined;
  return async (request, { whenNobody, count }) => {
    const body = request.clone();
    const req = await createPayloadRequest({ canSetHeaders: true, config, request });
    if (!req.user) await whenNobody();
    await readLocale(req, request);
    built ??= graphqlSchema(config);
    const { schema, validationRules } = built;
    const headers: Record<string, string> = {};
    let unavailable = false;
    let refusal: unknown;
    const handle = createHandler({
      schema,
      context: { req, headers },
      parse: parseCapped,
      validationRules: (_req, args, specified) => [
        ...specified,
        ...validationRules(args as Parameters<typeof validationRules>[0]),
      ],
      // Where nobody may look at the schema, errors don't tell of it either.
      formatError: config.graphQL.disableIntrospectionInProduction ? withoutSuggestions : undefined,
      onSubscribe: async (_req, { query, variables }) => {
        const document = parsed(query);
        if (!document) return;
        try {
          await count(document, variables);
        } catch (error) {
          refusal = error;
          return [];
        }
      },
      onOperation: async (_req, _args, result) => {
        const shown = await masked(req, result as ExecutionResult);
        unavailable = shown.errors?.some(({ extensions }) => extensions?.statusCode === 503) ?? false;
        return shown;
      },
    });
    const response = await handle(body);
    if (refusal) throw refusal;
    if (unavailable) throw new Problem('unavailable');
    for (const [name, value] of Object.entries(headers)) response.headers.append(name, value);
    req.responseHeaders?.forEach((value, name) => {
      response.headers.append(name, value);
    });
    return response;
  };
}

const parseCapped = (source: string | Source): DocumentNode =>
  assertAffordable(parse(source, { maxTokens: MAX_TOKENS }));

/** Undefined for what cannot be parsed: the handler says why. */
function parsed(source: string): DocumentNode | undefined {
  try {
    return parseCapped(source);
  } catch {
    return undefined;
  }
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
