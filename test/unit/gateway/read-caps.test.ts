import { describe, expect, it } from 'vitest';
import { capRead } from '../../../src/gateway/read-caps.ts';

describe('capRead', () => {
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
  ])('%s becomes %s', (sent, passed) => {
    expect(capRead(sent, 'anybody')).toBe(passed);
  });

  it('refuses long queries, of those who are signed in only much longer ones', () => {
    const query = (length: number) => `q=${'x'.repeat(length - 2)}`;
    expect(capRead(query(2000), 'anybody')).toHaveLength(2000);
    expect(() => capRead(query(2001), 'anybody')).toThrow('at most 2000 characters');
    expect(capRead(query(100_000), 'signed in')).toHaveLength(100_000);
    expect(() => capRead(query(100_001), 'signed in')).toThrow('at most 100000 characters');
  });
});
