import { expect, test } from 'vitest';
import { namesEtag } from '../../../src/gateway/if-none-match.ts';

test.each([
  [undefined, false],
  ['"a"', true],
  ['W/"a"', true],
  ['"b", W/"a"', true],
  ['*', true],
  ['"b"', false],
  ['"b", "aa"', false],
  ['a', false],
  ['', false],
])('If-None-Match: %s', (header, named) => {
  expect(namesEtag(header, '"a"')).toBe(named);
  expect(namesEtag(header, 'W/"a"')).toBe(named);
});
