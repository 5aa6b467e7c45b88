import type { Server } from 'node:http';
import { closeSilentConnections } from './connections.ts';

/** Time for a request whose first bytes are on their way. */
const SILENCE_MS = 500;

/**
 * Closes `servers`: no new connections, requests in flight get to finish, and what is still open after `milliseconds`
 * is cut.
 */
export async function shutDown(servers: readonly Server[], milliseconds: number): Promise<void> {
  const closed = Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const close = setTimeout(() => servers.forEach(closeSilentConnections), SILENCE_MS);
  const cut = setTimeout(() => {
    for (const server of servers) server.closeAllConnections();
  }, milliseconds);
  await closed;
  clearTimeout(close);
  clearTimeout(cut);
}
