import { expect, test } from 'vitest';
import { parsePounds } from '../../../src/lib/money.ts';

test.each([
  ['16', 1600],
  ['16.5', 1650],
  ['0.07', 7],
  ['1499.99', 149_999],
])('%s pounds are %i pence', (typed, pence) => expect(parsePounds(typed)).toBe(pence));

test.each(['', '0x10', '1e1', '0b11', '+5', '-5', '.5', '5.', '1.005', '1,000', '5 0', 'Infinity', '9'.repeat(30)])(
  '%j is not an amount',
  (typed) => expect(parsePounds(typed)).toBeUndefined(),
);
