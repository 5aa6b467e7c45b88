import { describe, expect, it } from 'vitest';
import { limitKey, truncatedAddress } from '../../../src/gateway/client-address.ts';

describe('limitKey', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::'],
    ['2001:db8:1:3::1', '2001:db8:1:3::'],
    ['nonsense', 'unknown'],
    ['127.1', 'unknown'],
  ])('%s is counted as %s', (address, key) => {
    expect(limitKey(address)).toBe(key);
  });
});

describe('truncatedAddress', () => {
  it.each([
    ['203.0.113.7', '203.0.113.0'],
    ['2001:db8:1:2::1', '2001:db8:1::'],
  ])('%s is logged as %s', (address, logged) => {
    expect(truncatedAddress(address)).toBe(logged);
  });
});
