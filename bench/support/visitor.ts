import autocannon from 'autocannon';
import type { DearRead } from './worst-input.ts';

/** Latency in milliseconds, and requests per second. */
export type Figures = { p50: number; p99: number; rate: number };

const VISITORS = 8;
const ATTACKERS = 8;

let addresses = 0;

/** Returns a new client address. Each request of `visit` has its own address, so that no visitor comes near the rate limit. */
const newAddress = () => `10.${(++addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`;

/** Reads `/v1/products` from many client addresses. @throws Error for any status but 200 */
export async function visit(base: string, seconds: number): Promise<Figures> {
  const {
    latency,
    statusCodeStats = {},
    errors,
    duration,
  } = await autocannon({
    url: base,
    ...{ connections: VISITORS, duration: seconds },
    requests: [
      {
        path: '/v1/products',
        setupRequest: (request) => ({ ...request, headers: { ...request.headers, 'x-forwarded-for': newAddress() } }),
      },
    ],
  });
  const count = statusCodeStats['200']?.count ?? 0;
  if (errors > 0 || Object.keys(statusCodeStats).length !== 1 || count === 0) {
    throw new Error(`Some requests of a visitor failed: ${JSON.stringify({ statusCodeStats, errors })}`);
  }
  return { p50: latency.p50, p99: latency.p99, rate: count / duration };
}

/**
 * Sends the most expensive reads from one address, several in parallel, until `stop` is called. Once the rate limit is reached,
 * the site refuses the reads.
 */
export function attack(base: string, reads: readonly DearRead[]): { stop: () => Promise<void> } {
  const address = newAddress();
  let stopped = false;
  let next = 0;
  const send = async () => {
    while (!stopped) {
      const { path, init } = reads[next++ % reads.length] as DearRead;
      const response = await fetch(base + path, { ...init, headers: { ...init?.headers, 'x-forwarded-for': address } });
      await response.arrayBuffer();
    }
  };
  const attackers = Promise.all(Array.from({ length: ATTACKERS }, send));
  return {
    stop: async () => {
      stopped = true;
      await attackers;
    },
  };
}
