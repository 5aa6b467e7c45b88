import type { Where } from 'payload';
import { describe, expect, test } from 'vitest';
import {
  toEmailSearchTerms,
  toPhoneSearchTerms,
  toPostcodeSearchTerms,
  toSearchConditions,
} from '../../../src/lib/search-terms.ts';

describe('search terms for stored', () => {
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
  ])('numbers for %j are %j', (typed, expected) => {
    expect(toPhoneSearchTerms(typed)).toEqual(expected);
  });

  test.each([
    ['SW47AA', ['SW4 7AA']],
    ['sw4 7aa', ['SW4 7AA']],
    ['sw47', ['sw4 7']],
    ['SW4', []],
    ['Clapham', []],
  ])('postcodes for %j are %j', (typed, expected) => {
    expect(toPostcodeSearchTerms(typed)).toEqual(expected);
  });

  test.each([
    ['ada@müller.de', ['ada@xn--mller-kva.de']],
    ['Ada@Example.com', []],
    ['ada', []],
  ])('addresses for %j are %j', (typed, expected) => {
    expect(toEmailSearchTerms(typed)).toEqual(expected);
  });
});

describe('conditions', () => {
  test('on other fields are not changed', () => {
    const same: Where[] = [{}, { status: { equals: 'PENDING' } }, { and: [{ or: [{ a: { exists: true } }] }] }];
    for (const where of same) {
      expect(toSearchConditions(where)).toEqual(where);
    }
  });

  test('compare with the stored format', () => {
    expect(toSearchConditions({ phone: { equals: '07700 900321' } })).toEqual({ phone: { equals: '+447700900321' } });
    expect(toSearchConditions({ 'customer.email': { equals: ' Ada@Example.com' } })).toEqual({
      'customer.email': { equals: 'ada@example.com' },
    });
  });

  test('on several paths and in branches are all included', () => {
    expect(
      toSearchConditions({ a: { equals: 1 }, b: { equals: 2 }, or: [{ c: { equals: 3 } }, { d: { equals: 4 } }] }),
    ).toEqual({
      and: [{ a: { equals: 1 } }, { b: { equals: 2 } }, { or: [{ c: { equals: 3 } }, { d: { equals: 4 } }] }],
    });
  });

  test('of the search box match words in different fields', () => {
    const like = (path: string, word: string) => ({ [path]: { like: word } });
    const typed = 'Ada Lovelace';
    expect(toSearchConditions({ or: [like('firstName', typed), like('lastName', typed)] })).toEqual({
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

  test('of the search box match each word in the stored format, and neighbouring words as one value', () => {
    const like = (path: string, word: string) => ({ [path]: { like: word } });
    const contains = (path: string, text: string) => ({ [path]: { contains: text } });
    const typed = 'Joe SW2 4WL';
    const everyWord = (toSearchConditions({ or: [like('firstName', typed), like('postcode', typed)] }).or ?? [])[0];
    expect(everyWord).toEqual({
      and: [
        { or: [like('firstName', 'Joe'), like('postcode', 'Joe')] },
        {
          or: [
            {
              and: [
                { or: [like('firstName', 'SW2'), like('postcode', 'SW2')] },
                { or: [like('firstName', '4WL'), like('postcode', '4WL')] },
              ],
            },
            contains('postcode', 'SW2 4WL'),
          ],
        },
      ],
    });
    const joined = 'Joe SW24WL';
    expect((toSearchConditions({ or: [like('firstName', joined), like('postcode', joined)] }).or ?? [])[0]).toEqual({
      and: [
        { or: [like('firstName', 'Joe'), like('postcode', 'Joe')] },
        {
          or: [like('firstName', 'SW24WL'), { or: [like('postcode', 'SW24WL'), contains('postcode', 'SW2 4WL')] }],
        },
      ],
    });
  });
});
