import type { IncomingMessage } from 'node:http';

/** How long the rest of a refused body is thrown away before the connection is cut. */
const LINGER_MS = 1000;

/**
 * Throws the rest of a refused body away for a moment, so that the client gets to read the refusal (a connection closed
 * with unread data is reset, answer included), and then cuts the connection.
 */
export function discardBody(req: IncomingMessage): void {
  if (req.complete || req.destroyed) return;
  const cut = setTimeout(() => req.socket.destroy(), LINGER_MS);
  req.once('close', () => clearTimeout(cut));
  req.resume();
}
