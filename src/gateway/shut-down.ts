import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { closeSilentConnections } from './connections.ts';
import type { Lifecycle } from './lifecycle.ts';

/** Time for a request whose first bytes are on their way. */
const SILENCE_MS = 500;

/** Milliseconds: how long load balancers get to learn of the end, and requests in flight to finish after that. */
export type Drain = { notice: number; finish: number };

/**
 * Ends a web process without a refused connection: `/readyz` says so at once, while requests are still taken, each with
 * `Connection: close`. Then the public port closes, requests in flight get to finish, and what is still open is cut. The internal
 * port goes last, so that health and metrics can be read until then.
 */
export async function shutDown(
  { server, internal }: { server: Server; internal: Server },
  lifecycle: Lifecycle,
  { notice, finish }: Drain,
): Promise<void> {
  lifecycle.draining = true;
  await pause(notice);
  await close(server, finish);
  await close(internal, SILENCE_MS);
}

/** No new connections; what is still open after `milliseconds` is cut. */
async function close(server: Server, milliseconds: number): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const silent = setTimeout(() => closeSilentConnections(server), Math.min(SILENCE_MS, milliseconds));
  const cut = setTimeout(() => server.closeAllConnections(), milliseconds);
  await closed;
  clearTimeout(silent);
  clearTimeout(cut);
}
