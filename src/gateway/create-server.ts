import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { watchConnections } from './connections.ts';
import { PROBLEM_JSON } from './problem-document.ts';

const SECONDS = 1000;

/** What Node's parser refuses before there is a request. */
const STATUS_BY_CODE: Record<string, 408 | 431> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/**
 * An HTTP server that slow or silent clients cannot keep busy. `keepAliveTimeout` is longer than load balancers keep
 * idle connections (60 s), so that none of them writes into a connection that is being closed.
 */
export function createHttpServer(listener: RequestListener): Server {
  const server = createServer(
    { headersTimeout: 15 * SECONDS, requestTimeout: 60 * SECONDS, keepAliveTimeout: 65 * SECONDS },
    listener,
  );
  server.on('clientError', refuse);
  watchConnections(server);
  return server;
}

function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
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
