import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { assertAffordable } from '../../../src/gateway/graphql/handler.ts';
import {
  createDepthRule,
  createListLimitRule,
  createRootLimitRule,
  noSignInRule,
} from '../../../src/gateway/graphql/rules.ts';

const schema = buildSchema(`
  type Node { id: ID, next: Node, all(limit: Int): [Node] }
  type Query { node: Node, all(limit: Int, pagination: Boolean): [Node] }
  type Mutation { loginUser(email: String): Node, unlockUser: Node, createNode: Node }
`);

const errors = (query: string, rule: Parameters<typeof validate>[2]) =>
  validate(schema, parse(query), rule).map(({ message }) => message);

/** Forty fragments, each of which spreads the next one twice: 2^40 fields when expanded. */
const bomb = `{ node { ...f0 } } ${Array.from({ length: 40 }, (_, i) => `fragment f${i} on Node { ...f${i + 1} ...f${i + 1} }`).join(' ')} fragment f40 on Node { id }`;

describe('createDepthRule', () => {
  const depth3 = [createDepthRule(3)];

  it('accepts a shallow query', () => {
    expect(errors('{ node { next { id } } }', depth3)).toEqual([]);
  });

  it.each([
    '{ node { next { next { id } } } }',
    'query { node { ...a } } fragment a on Node { next { ...b } } fragment b on Node { next { id } }',
    '{ ... on Query { node { ... on Node { next { next { id } } } } } }',
  ])('refuses %s', (query) => {
    expect(errors(query, depth3)).toEqual(['The query is nested deeper than 3 levels.']);
  });

  it('terminates for fragments that spread themselves or multiply', () => {
    expect(errors('{ node { ...a } } fragment a on Node { next { ...a } }', depth3)).toEqual([]);
    expect(errors(bomb, depth3)).toEqual([]);
  });
});

describe('assertAffordable', () => {
  it('refuses fragments that multiply, without expanding them', () => {
    expect(() => assertAffordable(parse(bomb))).toThrow('more than 1000 fields');
  });

  it('accepts an ordinary query', () => {
    expect(() => assertAffordable(parse('{ node { id next { id } } }'))).not.toThrow();
  });
});

describe('createListLimitRule', () => {
  it.each([
    ['{ all(limit: 100) { id } }', {}, 0],
    ['{ all(limit: 101) { id } }', {}, 1],
    ['{ all(limit: 0) { id } }', {}, 1],
    ['{ node { all(limit: 5000) { id } } }', {}, 1],
    ['query ($n: Int) { all(limit: $n) { id } }', { n: 50 }, 0],
    ['query ($n: Int) { all(limit: $n) { id } }', { n: 5000 }, 1],
    ['query ($n: Int = 5000) { all(limit: $n) { id } }', {}, 1],
    ['query ($n: Int = 5000) { all(limit: $n) { id } }', { n: 5 }, 0],
    ['{ all(pagination: false) { id } }', {}, 1],
    ['{ all(pagination: false, limit: null) { id } }', {}, 1],
    ['query ($p: Boolean) { all(pagination: $p) { id } }', { p: false }, 1],
    ['query ($p: Boolean = false) { all(pagination: $p) { id } }', {}, 1],
    ['{ all(pagination: false, limit: 100) { id } }', {}, 0],
    ['{ all(pagination: true) { id } }', {}, 0],
  ])('reports for %s with %j this number of errors: %i', (query, variables, count) => {
    expect(errors(query, [createListLimitRule(variables)])).toHaveLength(count);
  });
});

describe('createRootLimitRule', () => {
  it.each([
    ['{ a: node { id } b: node { id } }', 0],
    ['{ a: node { id } b: node { id } c: node { id } }', 1],
    ['{ ... on Query { a: node { id } } ...more } fragment more on Query { b: node { id } c: node { id } }', 1],
    ['{ node { a: id b: id c: id } }', 0],
  ])('reports for %s this number of errors: %i', (query, count) => {
    expect(errors(query, [createRootLimitRule(2)])).toHaveLength(count);
  });
});

describe('noSignInRule', () => {
  it('refuses sign-in mutations only, also under aliases', () => {
    expect(
      errors('mutation { a: loginUser { id } b: unlockUser { id } createNode { id } }', [noSignInRule]),
    ).toHaveLength(2);
  });
});
