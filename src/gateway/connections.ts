import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const connectionsOf = new WeakMap<Server, Map<Socket, number>>();

/** Counts the requests in flight on each connection of `server`. */
export function watchConnections(server: Server): void {
  const connections = new Map<Socket, number>();
  connectionsOf.set(server, connections);
  server.on('connection', (socket: Socket) => {
    connections.set(socket, 0);
    socket.once('close', () => connections.delete(socket));
  });
  // One function for all answers: each that is made for a request is kept until its answer is out.
  function answered(this: ServerResponse): void {
    const { socket } = this.req;
    const count = connections.get(socket);
    if (count !== undefined) connections.set(socket, count - 1);
  }
  server.on('request', ({ socket }, response) => {
    connections.set(socket, (connections.get(socket) ?? 0) + 1);
    response.on('close', answered);
  });
}

/**
 * Closes connections that no request is in flight on. Node's own `closeIdleConnections()` spares those that never carried
 * one, such as browsers open in advance.
 */
export function closeSilentConnections(server: Server): void {
  for (const [socket, inFlight] of connectionsOf.get(server) ?? []) if (inFlight === 0) socket.destroy();
}
