import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { STREAM } from './append-script.ts';

/**
 * Names the limit of an address in Redis without naming the address, since Redis writes to disk: by a hash that only
 * this site can make. In a cluster it lies where the stream lies, as the script needs it.
 */
export function limitKeys(secret: string): (address: string) => string {
  const known = new LRUCache<string, string>({ max: 10_000 });
  return (address) => {
    const found = known.get(address);
    if (found) return found;
    const hash = createHmac('sha256', secret).update(`analytics limit ${address}`).digest('base64url').slice(0, 22);
    const key = `ratelimit:{${STREAM}}:${hash}`;
    known.set(address, key);
    return key;
  };
}
