import { expect, test } from 'vitest';
import { matchesEtag } from '../../../src/gateway/replies.ts';

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
])('the result for “If-None-Match: %s” is: %s', (header, matches) => {
  expect(matchesEtag(header, '"a"')).toBe(matches);
  expect(matchesEtag(header, 'W/"a"')).toBe(matches);
});
