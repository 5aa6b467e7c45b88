import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  Kind,
  parse,
  type SelectionSetNode,
  type Source,
} from 'graphql';
import { createHandler } from 'graphql-http/lib/use/fetch';
import { addLocalesToRequestFromData, createPayloadRequest, type PayloadRequest, type SanitizedConfig } from 'payload';
import { Problem } from '../../lib/problem.ts';
import { buildGraphqlSchema } from './schema.ts';

/** The maximum number of fields in a document after all fragments are expanded. */
const MAX_FIELDS = 1000;

/**
 * Refuses a document whose fragments expand to too many fields. Call it before validation: the rules of graphql-js and Payload's
 * complexity rule visit every fragment spread, so validating thirty small fragments can hang the process.
 * @throws GraphQLError
 */
export function assertAffordable(document: DocumentNode): DocumentNode {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
  }
  const sizes = new Map<string, number>();
  const countFragmentFields = (name: string): number => {
    const cached = sizes.get(name);
    if (cached !== undefined) return cached;
    sizes.set(name, 1);
    const set = fragments.get(name);
    const size = set ? countFields(set) : 1;
    sizes.set(name, size);
    return size;
  };
  const countFields = (set: SelectionSetNode): number => {
    let size = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) size += countFragmentFields(selection.name.value);
      else size += 1 + (selection.selectionSet ? countFields(selection.selectionSet) : 0);
    }
    return size;
  };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    if (countFields(definition.selectionSet) > MAX_FIELDS) {
      throw new GraphQLError(`The query asks for more than ${MAX_FIELDS} fields.`);
    }
  }
  return document;
}

/** Matches the suggestion of similar names that graphql-js adds to an error about an unknown name. */
const SUGGESTION = / Did you mean [^?]*\?/gs;

/** Removes suggestions from an error, so that errors do not reveal a schema whose introspection is disabled. */
export const removeSuggestions = (error: Readonly<GraphQLError | Error>): GraphQLError => {
  const { nodes, source, positions, path, extensions } = error as GraphQLError;
  return new GraphQLError(error.message.replaceAll(SUGGESTION, ''), { nodes, source, positions, path, extensions });
};

type Original = { name?: string; status?: number; data?: unknown };

/**
 * Formats an error for GraphQL clients: 4xx errors of Payload keep their message, name and data, and 5xx errors reveal
 * nothing. The site's `afterError` hooks run, as they do for REST.
 */
export async function maskError(req: PayloadRequest, error: GraphQLError): Promise<GraphQLFormattedError> {
  const original: Original | undefined = error.originalError as Original | undefined;
  const status = original ? (original.status ?? 500) : 400;
  if (status >= 500) req.payload.logger.error({ err: original }, 'A GraphQL operation failed.');
  let formatted: GraphQLFormattedError = {
    message: status >= 500 ? 'Something went wrong.' : error.message,
    locations: error.locations,
    path: error.path,
    extensions: {
      statusCode: status,
      ...(status < 500 && original ? { name: original.name, data: original.data } : {}),
    },
  };
  for (const hook of req.payload.config.hooks.afterError ?? []) {
    const hookResult = await hook({ context: req.context, error: error as Error, graphqlResult: formatted, req });
    formatted = hookResult?.graphqlResult ?? formatted;
  }
  return formatted;
}

/** The maximum number of tokens in a document. It limits the cost of parsing, which happens before any validation rule runs. */
const MAX_TOKENS = 2000;

type GraphqlCallbacks = {
  /** Called and awaited if nobody is signed in. */
  onAnonymous: () => Promise<void>;
  /** Counts an operation against the client's limit before it is validated. */
  count: (document: DocumentNode, variables: unknown) => Promise<void>;
};

/**
 * Creates a handler for Payload's GraphQL API without Next.js. It works like `GRAPHQL_POST` of @payloadcms/next, but limits the
 * size of the document. The first request builds the schema, which takes a moment.
 *
 * The handler throws Problem `unavailable` if a dependency was down for any part of the operation, so that the whole response is a
 * 503. It also throws each error that the callback `count` throws.
 */
export function createGraphqlHandler(
  config: SanitizedConfig,
): (request: Request, callbacks: GraphqlCallbacks) => Promise<Response> {
  let builtSchema: ReturnType<typeof buildGraphqlSchema> | undefined;
  return async (request, { onAnonymous, count }) => {
    const body = request.clone();
    const req = await createPayloadRequest({ canSetHeaders: true, config, request });
    if (!req.user) await onAnonymous();
    await readLocale(req, request);
    builtSchema ??= buildGraphqlSchema(config);
    const { schema, validationRules } = builtSchema;
    const headers: Record<string, string> = {};
    let unavailable = false;
    let refusal: unknown;
    // The document of the operation, parsed once for its weight and its execution.
    let parsed: DocumentNode | undefined;
    const handle = createHandler({
      schema,
      context: { req, headers },
      parse: (source) => parsed ?? parseAffordable(source),
      validationRules: (_req, args, specified) => [
        ...specified,
        ...validationRules(args as Parameters<typeof validationRules>[0]),
      ],
      // Where introspection is disabled, errors must not reveal the schema either.
      formatError: config.graphQL.disableIntrospectionInProduction ? removeSuggestions : undefined,
      onSubscribe: async (_req, { query, variables }) => {
        parsed = tryParse(query);
        if (!parsed) return;
        try {
          await count(parsed, variables);
        } catch (error) {
          refusal = error;
          return [];
        }
      },
      onOperation: async (_req, _args, result) => {
        const formatted = await maskErrors(req, result as ExecutionResult);
        unavailable = formatted.errors?.some(({ extensions }) => extensions?.statusCode === 503) ?? false;
        return formatted;
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

const parseAffordable = (source: string | Source): DocumentNode =>
  assertAffordable(parse(source, { maxTokens: MAX_TOKENS }));

/** Parses a document; returns undefined if that fails, because the handler reports the error. */
function tryParse(source: string): DocumentNode | undefined {
  try {
    return parseAffordable(source);
  } catch {
    return undefined;
  }
}

/** Sets the request's locale from the body, which may contain a locale beside the query. */
async function readLocale(req: PayloadRequest, request: Request): Promise<void> {
  try {
    req.data = (await request.json()) as Record<string, unknown>;
    addLocalesToRequestFromData(req);
  } catch {
    req.data = undefined;
  }
}

async function maskErrors(req: PayloadRequest, result: ExecutionResult): Promise<ExecutionResult> {
  if (!result.errors) return result;
  const errors = await Promise.all(result.errors.map((error) => maskError(req, error)));
  return { ...result, errors: errors as GraphQLError[] };
}
