import type { Where } from 'payload';
import { describe, expect, test } from 'vitest';
import { searchConditions } from '../../../src/services/text/search-conditions.ts';
import { searchedEmails, searchedPhones, searchedPostcodes } from '../../../src/services/text/searched.ts';

describe('what is looked for among stored', () => {
  test.each([
    ['07700 900321', ['+447700900321']],
    ['+44 (0)7700 900321', ['+447700900321']],
    ['\u202d07700\u00a0900321\u202c', ['+447700900321']],
    ['07700 9003', ['077009003', '77009003']],
    ['900321', ['900321']],
    ['0044 7700', ['00447700', '7700']],
    ['07', []],
    ['Ada', []],
    ['BK-20261130', []],
  ])('numbers for %j is %j', (typed, expected) => {
    expect(searchedPhones(typed)).toEqual(expected);
  });

  test.each([
    ['SW47AA', ['SW4 7AA']],
    ['sw4 7aa', ['SW4 7AA']],
    ['sw47', ['sw4 7']],
    ['SW4', []],
    ['Clapham', []],
  ])('postcodes for %j is %j', (typed, expected) => {
    expect(searchedPostcodes(typed)).toEqual(expected);
  });

  test.each([
    ['ada@müller.de', ['ada@xn--mller-kva.de']],
    ['Ada@Example.com', []],
    ['ada', []],
  ])('addresses for %j is %j', (typed, expected) => {
    expect(searchedEmails(typed)).toEqual(expected);
  });
});

describe('conditions', () => {
  test('that ask for no such text stay as they are', () => {
    const same: Where[] = [{}, { status: { equals: 'PENDING' } }, { and: [{ or: [{ a: { exists: true } }] }] }];
    for (const where of same) {
      expect(searchConditions(where)).toEqual(where);
    }
  });

  test('compare as the field stores', () => {
    expect(searchConditions({ phone: { equals: '07700 900321' } })).toEqual({ phone: { equals: '+447700900321' } });
    expect(searchConditions({ 'customer.email': { equals: ' Ada@Example.com' } })).toEqual({
      'customer.email': { equals: 'ada@example.com' },
    });
  });

  test('of several paths and of branches are all kept', () => {
    expect(
      searchConditions({ a: { equals: 1 }, b: { equals: 2 }, or: [{ c: { equals: 3 } }, { d: { equals: 4 } }] }),
    ).toEqual({
      and: [{ a: { equals: 1 } }, { b: { equals: 2 } }, { or: [{ c: { equals: 3 } }, { d: { equals: 4 } }] }],
    });
  });

  test('of the search box find words that stand in several fields', () => {
    const like = (path: string, word: string) => ({ [path]: { like: word } });
    const typed = 'Ada Lovelace';
    expect(searchConditions({ or: [like('firstName', typed), like('lastName', typed)] })).toEqual({
      or: [
        {
          and: [
            { or: [like('firstName', 'Ada'), like('lastName', 'Ada')] },
            { or: [like('firstName', 'Lovelace'), like('lastName', 'Lovelace')] },
          ],
        },
        like('firstName', typed),
        like('lastName', typed),
      ],
    });
  });
});
