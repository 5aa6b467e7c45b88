import type { Server } from 'node:http';

/**
 * Closes `servers`: no new connections, requests in flight get to finish, and what is still open after `milliseconds`
 * is cut.
 */
export async function shutDown(servers: readonly Server[], milliseconds: number): Promise<void> {
  const closed = Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  for (const server of servers) server.closeIdleConnections();
  const cut = setTimeout(() => {
    for (const server of servers) server.closeAllConnections();
  }, milliseconds);
  await closed;
  clearTimeout(cut);
}
