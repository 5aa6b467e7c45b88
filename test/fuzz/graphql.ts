import { createRequire } from 'node:module';
import fc from 'fast-check';
import type { GraphQLArgument, GraphQLInputType, GraphQLObjectType, GraphQLOutputType, GraphQLSchema } from 'graphql';
import { hostileText } from './hostile.ts';
import type { FuzzRequest } from './request.ts';

/**
 * The CommonJS copy of `graphql`, which Payload uses. An `import` would load its ES modules as a second copy, and functions of
 * one copy do not recognise types of the other.
 */
const graphql = createRequire(import.meta.url)('graphql') as typeof import('graphql');
const { getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType, isUnionType } = graphql;

/** Generates queries against the whole schema: real fields and arguments with valid, nearly valid or hostile values. */
export function graphqlReads(schema: GraphQLSchema, callers: readonly string[]): fc.Arbitrary<FuzzRequest> {
  const root = schema.getQueryType();
  if (!root) throw new Error('The schema has no queries.');
  const fields = Object.values(root.getFields());
  const field = fc
    .constantFrom(...fields)
    .chain(({ name, args, type }) =>
      fc
        .tuple(callArguments(args), selection(schema, type, 3))
        .map(([call, inner]) => ({ name, query: `{ ${name}${call}${inner} }` })),
    );
  const document = fc.oneof(
    { weight: 20, arbitrary: field },
    { weight: 1, arbitrary: hostileText.map((query) => ({ name: '', query })) },
  );
  return fc.tuple(document, fc.constantFrom(...callers)).map(([{ name, query }, caller]) => ({
    ...{ operation: `POST /api/graphql ${name}`, caller, method: 'POST', url: '/api/graphql' },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  }));
}

function callArguments(args: readonly GraphQLArgument[]): fc.Arbitrary<string> {
  const given = args.map(({ name, type }) =>
    fc
      .option(literal(type, 3), { freq: isNonNullType(type) ? 20 : 1, nil: undefined })
      .map((value) => (value === undefined ? [] : [`${name}: ${value}`])),
  );
  return fc.tuple(...given).map((all) => (all.flat().length > 0 ? `(${all.flat().join(', ')})` : ''));
}

function literal(type: GraphQLInputType, depth: number): fc.Arbitrary<string> {
  if (isNonNullType(type)) return literal(type.ofType, depth);
  if (isListType(type))
    return fc
      .array(literal(type.ofType, depth - 1), { maxLength: depth > 0 ? 2 : 0 })
      .map((all) => `[${all.join(', ')}]`);
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name), 'SURPRISE');
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    if (depth <= 0 || fields.length === 0) return fc.constant('{}');
    const entry = fc
      .constantFrom(...fields)
      .chain((field) => literal(field.type, depth - 1).map((value) => `${field.name}: ${value}`));
    return fc.array(entry, { maxLength: 2 }).map((all) => `{ ${all.join(', ')} }`);
  }
  return scalar(type.name);
}

function scalar(name: string): fc.Arbitrary<string> {
  const text = fc
    .oneof(fc.constantFrom('a', '2026-11-29', '0190b5a0-0000-7000-8000-00000000dead', 'createdAt'), hostileText)
    .map((value) => JSON.stringify(value.slice(0, 200)));
  const number = fc.constantFrom('0', '1', '-1', '2147483647', '2147483648', '1.5', '1e300');
  if (name === 'Int' || name === 'Float')
    return fc.oneof({ weight: 6, arbitrary: number }, { weight: 1, arbitrary: text });
  if (name === 'Boolean') return fc.constantFrom('true', 'false', 'null', '"x"');
  if (name === 'JSON' || name === 'JSONObject') return fc.oneof(text, number, fc.constant('{ a: [1, null] }'));
  return fc.oneof(
    { weight: 6, arbitrary: text },
    { weight: 1, arbitrary: fc.oneof(number, fc.constantFrom('null', '[]', '{}')) },
  );
}

function selection(schema: GraphQLSchema, type: GraphQLOutputType, depth: number): fc.Arbitrary<string> {
  const named = getNamedType(type);
  if (isUnionType(named)) {
    const parts = named
      .getTypes()
      .map((member) => objectSelection(schema, member, depth - 1).map((inner) => `... on ${member.name} ${inner}`));
    return fc.oneof(...parts).map((part) => ` { __typename ${part} }`);
  }
  return isObjectType(named) ? objectSelection(schema, named, depth).map((inner) => ` ${inner}`) : fc.constant('');
}

function objectSelection(schema: GraphQLSchema, type: GraphQLObjectType, depth: number): fc.Arbitrary<string> {
  const fields = Object.values(type.getFields()).filter(
    (field) => depth > 0 || (!isObjectType(getNamedType(field.type)) && !isUnionType(getNamedType(field.type))),
  );
  if (fields.length === 0) return fc.constant('{ __typename }');
  const entry = fc
    .constantFrom(...fields)
    .chain((field) =>
      fc
        .tuple(callArguments(field.args), selection(schema, field.type, depth - 1))
        .map(([call, inner]) => `${field.name}${call}${inner}`),
    );
  return fc
    .array(entry, { minLength: 1, maxLength: 3 })
    .map((all) => `{ __typename ${all.map((part, i) => `a${i}: ${part}`).join(' ')} }`);
}
