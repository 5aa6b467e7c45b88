import { configToSchema } from '@payloadcms/graphql';
import type { GraphQLInputFieldMap, GraphQLInputType, GraphQLSchema } from 'graphql';
import { type FlattenedField, formatNames, type SanitizedConfig } from 'payload';

/**
 * Makes two kinds of fields optional in create and update mutations: fields with a default, and groups whose fields are all
 * optional. Payload's GraphQL schema requires these fields, although Payload's REST API fills in their defaults.
 */
export function makeDefaultsOptional(schema: GraphQLSchema, config: SanitizedConfig): void {
  const mutations = schema.getMutationType()?.getFields() ?? {};
  for (const { slug, flattenedFields } of [...config.collections, ...config.globals]) {
    const { singular } = formatNames(slug);
    for (const mutation of [`create${singular}`, `update${singular}`]) {
      const data = mutations[mutation]?.args.find(({ name }) => name === 'data');
      if (data) relax(data.type, flattenedFields);
    }
  }
}

function relax(type: GraphQLInputType, fields: readonly FlattenedField[]): void {
  const inputs = getInputFields(type);
  for (const field of fields) {
    const input = inputs[field.name];
    if (!input) continue;
    if ('flattenedFields' in field) relax(input.type, field.flattenedFields);
    const hasDefault = 'defaultValue' in field && field.defaultValue !== undefined;
    if (hasDefault || (isGroup(field) && hasNoRequiredField(input.type))) input.type = toOptional(input.type);
  }
}

/** Checks the text of the type, because the predicates of `graphql` reject types that another copy of the module created. */
const isRequired = (type: GraphQLInputType): boolean => String(type).endsWith('!');
const toOptional = (type: GraphQLInputType): GraphQLInputType =>
  isRequired(type) && 'ofType' in type ? type.ofType : type;

function getInputFields(type: GraphQLInputType): GraphQLInputFieldMap {
  if ('ofType' in type) return getInputFields(type.ofType);
  return 'getFields' in type ? type.getFields() : {};
}

const isGroup = ({ type }: FlattenedField): boolean => type === 'group' || type === 'tab';

const hasNoRequiredField = (type: GraphQLInputType): boolean =>
  Object.values(getInputFields(type)).every((input) => !isRequired(input.type));

/**
 * Matches the names of the queries for permissions, which are removed from the schema. Payload's resolvers of these queries fail
 * for most callers: the resolvers for globals read the request from the wrong argument, and the other resolvers return `true`
 * where the schema has an object. `GET /api/access` returns the same data.
 */
const PERMISSIONS = /^(?:Access|docAccess)/;

/**
 * Builds Payload's GraphQL schema and validation rules from a configuration, without the queries for permissions. Mutations
 * may omit fields that have a default.
 */
export function buildGraphqlSchema(config: SanitizedConfig): ReturnType<typeof configToSchema> {
  const built = configToSchema(config);
  const queries = built.schema.getQueryType()?.getFields() ?? {};
  for (const name of Object.keys(queries)) if (PERMISSIONS.test(name)) delete queries[name];
  makeDefaultsOptional(built.schema, config);
  return built;
}
