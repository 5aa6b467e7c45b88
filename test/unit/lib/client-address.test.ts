import { describe, expect, it } from 'vitest';
import { toLimitKey, truncateAddress } from '../../../src/lib/client-address.ts';

describe('toLimitKey', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::'],
    ['2001:db8:1:3::1', '2001:db8:1:3::'],
    ['nonsense', 'unknown'],
    ['127.1', 'unknown'],
  ])('counts requests from %s for %s', (address, key) => {
    expect(toLimitKey(address)).toBe(key);
  });
});

describe('truncateAddress', () => {
  it.each([
    ['203.0.113.7', '203.0.113.0'],
    ['2001:db8:1:2::1', '2001:db8:1::'],
  ])('shortens %s to %s', (address, logged) => {
    expect(truncateAddress(address)).toBe(logged);
  });
});
