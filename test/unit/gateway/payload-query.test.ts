import fc from 'fast-check';
import { stringify } from 'qs-esm';
import { describe, expect, it } from 'vitest';
import { capReadQuery, parsePayloadQuery } from '../../../src/gateway/payload-query.ts';
import { isProblem } from '../../../src/lib/problem.ts';

describe('capReadQuery', () => {
  it.each([
    ['limit=10&depth=1', 'limit=10&depth=1'],
    ['limit=100000', 'limit=100'],
    ['limit=0', 'limit=100'],
    ['limit=-1', 'limit=100'],
    ['limit=x', 'limit=100'],
    ['limit[]=100000', 'limit=100'],
    ['limit%5B0%5D=100000', 'limit=100'],
    ['limit=5&limit=100000', 'limit=100'],
    ['depth=10', 'depth=4'],
    ['depth[]=10', 'depth=4'],
    ['pagination=false', 'pagination=false&limit=100'],
    ['pagination=false&limit=3', 'pagination=false&limit=3'],
    ['joins[slots][limit]=0', 'joins%5Bslots%5D%5Blimit%5D=100'],
    ['where[limit][equals]=5000', 'where%5Blimit%5D%5Bequals%5D=5000'],
    ['', ''],
  ])('%s becomes %s', (sent, capped) => {
    expect(capReadQuery(sent, 'anybody').text).toBe(capped);
  });

  it('refuses long queries, with a higher limit for staff', () => {
    const query = (length: number) => `q=${'x'.repeat(length - 2)}`;
    expect(capReadQuery(query(2000), 'anybody').text).toHaveLength(2000);
    expect(() => capReadQuery(query(2001), 'anybody')).toThrow('at most 2000 characters');
    expect(capReadQuery(query(100_000), 'staff').text).toHaveLength(100_000);
    expect(() => capReadQuery(query(100_001), 'staff')).toThrow('at most 100000 characters');
  });

  const name = fc.constantFrom('title', 'or', 'and', 'equals', 'in', 'like', 'images.alt', 'limit', 'slots');
  const text = fc.string({ unit: 'grapheme', maxLength: 12 });

  it('gives Payload a text that means what was capped, for every query that clients build', () => {
    const { where } = fc.letrec<{ where: object | string }>((tie) => ({
      where: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.dictionary(name, tie('where'), { minKeys: 1, maxKeys: 3 }),
        fc.array(tie('where'), { minLength: 1, maxLength: 3 }),
      ),
    }));
    const record = { where, sort: text, limit: text, depth: text, joins: where, select: where, locale: text };
    fc.assert(
      fc.property(fc.record(record, { requiredKeys: [] }), (built) => {
        const { query, text: written } = capReadQuery(stringify(built), 'staff');
        expect(parsePayloadQuery(written)).toEqual(query);
        const { limit, depth, joins, ...others } = parsePayloadQuery(stringify(built));
        expect(query).toMatchObject(others);
        if (limit !== undefined) expect(Number(query.limit)).toBeLessThanOrEqual(100);
        if (depth !== undefined) expect(Number(query.depth)).toBeLessThanOrEqual(4);
        if (joins !== undefined) expect(query).toHaveProperty('joins');
      }),
    );
  });

  it('refuses a query that it cannot write back, and fails in no other way', () => {
    const piece = fc.constantFrom(
      'where',
      'limit',
      'joins',
      'a',
      '[',
      ']',
      '[]',
      '[0]',
      '.',
      '%',
      '%5B',
      '=',
      '&',
      '_',
    );
    fc.assert(
      fc.property(fc.string({ unit: piece, maxLength: 30 }), (search) => {
        try {
          const { query, text } = capReadQuery(search, 'staff');
          expect(parsePayloadQuery(text)).toEqual(query);
        } catch (error) {
          expect(isProblem(error) && error.code).toBe('validation_failed');
        }
      }),
    );
  });
});
