import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { computeGraphqlWeight, computeQueryWeight } from '../../../src/gateway/graphql/query-weight.ts';
import { parsePayloadQuery } from '../../../src/gateway/payload-query.ts';

describe('the weight of a read', () => {
  it.each([
    ['', 1],
    ['limit=100&depth=2&sort=-createdAt&page=2', 1],
    ['where[slug][equals]=oak', 1],
    ['where[category][equals]=KITCHEN&where[price][less_than]=100&sort=price,title', 1],
    ['where[images.alt][like]=oak', 2],
    ['where[title][like]=a b c d e', 2],
    ['where[or][0][images.alt][like]=a&where[or][1][images.alt][like]=b&where[or][2][colours.name][like]=c', 4],
    ['joins[slots][where][a][equals]=1&where[a][equals]=1&where[b][equals]=1&where[c][equals]=1&where[d][equals]=1', 2],
    ['sort=images.alt,colours.name', 2],
    ['where[id][in]=a,b,c,d,e', 2],
    ['where[or][0][id][not_in]=a,b,c,d,e,f,g,h,i,j', 3],
    ['where[title][equals]=a,b,c,d,e', 1],
  ])('of %j is %i', (search, weight) => {
    expect(computeQueryWeight(parsePayloadQuery(search))).toBe(weight);
  });
});

describe('the weight of a GraphQL operation', () => {
  it.each([
    ['{ Products { totalDocs } }', {}, 1],
    ['{ a: Products { totalDocs } b: Products { totalDocs } c: Blogs { totalDocs } }', {}, 3],
    [
      '{ ...A ... { c: Blogs { totalDocs } } } fragment A on Query { a: Blogs { totalDocs } b: Blogs { totalDocs } }',
      {},
      3,
    ],
    ['{ Products(where: { title: { like: "a" }, OR: [{ price: { equals: 1 } }] }) { totalDocs } }', {}, 2],
    [
      'query ($w: Product_where) { Products(where: $w) { totalDocs } }',
      { w: { OR: Array(10).fill({ a: { b: 1 } }) } },
      3,
    ],
    ['{ Products(where: { category: { in: [A, B, C, D, E, F, G, H] } }) { totalDocs } }', {}, 2],
    ['{ Products(where: { images: { in: "a,b,c,d,e,f,g,h" } }) { totalDocs } }', {}, 2],
    ['{ Products(where: { title: { like: "a b c d e f g h" } }) { totalDocs } }', {}, 2],
    ['query ($w: Product_where) { Products(where: $w) { totalDocs } }', { w: { id: { in: 'a,b,c,d,e' } } }, 2],
    ['mutation ($d: Note) { createNote(data: $d) { id } }', { d: { text: 'one, two, three, four, five, six' } }, 1],
  ])('of %s with %j is %i', (source, variables, weight) => {
    expect(computeGraphqlWeight(parse(source), variables)).toBe(weight);
  });
});
