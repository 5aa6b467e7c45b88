import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { PayloadRequest } from 'payload';

/** What graphql-js adds to the name of something unknown: names of the schema that are like it. */
const SUGGESTION = / Did you mean [^?]*\?/gs;

/** An error of the document itself, without telling of the schema what introspection doesn't. */
export const withoutSuggestions = (error: Readonly<GraphQLError | Error>): GraphQLError => {
  const { nodes, source, positions, path, extensions } = error as GraphQLError;
  return new GraphQLError(error.message.replaceAll(SUGGESTION, ''), { nodes, source, positions, path, extensions });
};

type Original = { name?: string; status?: number; data?: unknown };

/**
 * An error as GraphQL clients see it: Payload's own with their status and data, others without a word of what they were.
 * The site's `afterError` hooks have their say, as they have through REST.
 */
export async function maskError(req: PayloadRequest, error: GraphQLError): Promise<GraphQLFormattedError> {
  const original: Original | undefined = error.originalError as Original | undefined;
  const status = original ? (original.status ?? 500) : 400;
  if (status >= 500) req.payload.logger.error({ err: original }, 'A GraphQL operation failed.');
  let shown: GraphQLFormattedError = {
    message: status >= 500 ? 'Something went wrong.' : error.message,
    locations: error.locations,
    path: error.path,
    extensions: {
      statusCode: status,
      ...(status < 500 && original ? { name: original.name, data: original.data } : {}),
    },
  };
  for (const hook of req.payload.config.hooks.afterError ?? []) {
    const answer = await hook({ context: req.context, error: error as Error, graphqlResult: shown, req });
    shown = answer?.graphqlResult ?? shown;
  }
  return shown;
}
