import { configToSchema } from '@payloadcms/graphql';
import type { SanitizedConfig } from 'payload';

/**
 * Permissions, which Payload offers as queries too. Its resolvers fail for most callers: those of globals read their request
 * from the wrong argument, and the others give `true` where the schema has an object. `GET /api/access` gives the same.
 */
const PERMISSIONS = /^(?:Access|docAccess)/;

/** Payload's GraphQL schema and validation rules for a configuration, without the queries for permissions. */
export function graphqlSchema(config: SanitizedConfig): ReturnType<typeof configToSchema> {
  const built = configToSchema(config);
  const queries = built.schema.getQueryType()?.getFields() ?? {};
  for (const name of Object.keys(queries)) if (PERMISSIONS.test(name)) delete queries[name];
  return built;
}
