import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Lifecycle } from './arrival.ts';
import { PROBLEM_JSON } from './problems.ts';

const connectionsByServer = new WeakMap<Server, Map<Socket, number>>();

/** Counts the requests in flight on each connection of `server`. */
export function watchConnections(server: Server): void {
  const connections = new Map<Socket, number>();
  connectionsByServer.set(server, connections);
  server.on('connection', (socket: Socket) => {
    connections.set(socket, 0);
    socket.once('close', () => connections.delete(socket));
  });
  // One function for all responses: a closure per request would stay in memory until the response is sent.
  function countDown(this: ServerResponse): void {
    const { socket } = this.req;
    const count = connections.get(socket);
    if (count !== undefined) connections.set(socket, count - 1);
  }
  server.on('request', ({ socket }, response) => {
    connections.set(socket, (connections.get(socket) ?? 0) + 1);
    response.on('close', countDown);
  });
}

/**
 * Closes connections without a request in flight. Node's own `closeIdleConnections()` does not close connections that never had a
 * request, such as the connections that browsers open in advance.
 */
export function closeSilentConnections(server: Server): void {
  for (const [socket, inFlight] of connectionsByServer.get(server) ?? []) if (inFlight === 0) socket.destroy();
}

const MS_PER_SECOND = 1000;

/** The response statuses for two errors of Node's HTTP parser, by error code. All other errors of the parser get 400. */
const STATUS_BY_CODE: Record<string, 408 | 431> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/**
 * Creates an HTTP server with timeouts against slow or silent clients. `keepAliveTimeout` exceeds the 60 s for which load
 * balancers keep idle connections, so that no load balancer uses a connection while the server closes it.
 */
export function createHttpServer(listener: RequestListener): Server {
  const server = createServer(
    { headersTimeout: 15 * MS_PER_SECOND, requestTimeout: 60 * MS_PER_SECOND, keepAliveTimeout: 65 * MS_PER_SECOND },
    listener,
  );
  server.on('clientError', refuseConnection);
  watchConnections(server);
  return server;
}

function refuseConnection(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = STATUS_BY_CODE[error.code ?? ''] ?? 400;
  const correlationId = randomUUID();
  const title = STATUS_CODES[status];
  const body = JSON.stringify({
    type: 'about:blank',
    title,
    status,
    code: 'validation_failed',
    detail: title,
    correlationId,
  });
  socket.end(
    [
      `HTTP/1.1 ${status} ${title}`,
      'Connection: close',
      `Content-Type: ${PROBLEM_JSON}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Correlation-Id: ${correlationId}`,
      '',
      body,
    ].join('\r\n'),
  );
}

/**
 * How many milliseconds connections without a request stay open after the server has stopped accepting connections. A request
 * that a client has already sent can still arrive in that time.
 */
const SILENCE_MS = 500;

/**
 * The time for load balancers to notice the shutdown, and the time that requests in flight may take after that, both in
 * milliseconds.
 */
export type Drain = { noticeMs: number; finishMs: number };

/**
 * Shuts a web process down. For `noticeMs`, `/readyz` fails, so that load balancers stop using the process; other requests are
 * still served, each with `Connection: close`. Then the public port stops accepting connections, and requests in flight have
 * `finishMs` to finish; connections that are still open after that are closed. The internal port closes last, so that health and
 * metrics can be read until then.
 */
export async function shutDown(
  { server, internal }: { server: Server; internal: Server },
  lifecycle: Lifecycle,
  { noticeMs, finishMs }: Drain,
): Promise<void> {
  lifecycle.draining = true;
  await pause(noticeMs);
  await close(server, finishMs);
  await close(internal, SILENCE_MS);
}

/** Stops accepting connections, and closes the connections that are still open after `milliseconds`. */
async function close(server: Server, milliseconds: number): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const silentTimer = setTimeout(() => closeSilentConnections(server), Math.min(SILENCE_MS, milliseconds));
  const cutTimer = setTimeout(() => server.closeAllConnections(), milliseconds);
  await closed;
  clearTimeout(silentTimer);
  clearTimeout(cutTimer);
}
