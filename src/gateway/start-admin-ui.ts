import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { RequestHandler } from 'express';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The path prefix of the WebSocket for Next's hot reload. */
const HOT_RELOAD = '/_next/';

const importNext = async () => (await import('next')).default;

/** The request handler of the admin UI, and a function that shuts Next down. */
export type AdminUi = { handler: RequestHandler; close: () => Promise<void> };

/**
 * Starts Next.js with the admin UI. Only this function imports Next.js, so that a process without the role `admin` never loads
 * it.
 * @throws Error if the admin UI has not been built (`npm run build`), except in development
 */
export async function startAdminUi(server: Server, development: boolean, loadNext = importNext): Promise<AdminUi> {
  const next = await loadNext();
  // Next adds an `upgrade` listener to the server that it is given, and the listener leaves unknown upgrade requests without a
  // response. Therefore Next gets a separate server, which never listens on a port. The public server has no `upgrade` listener
  // in production, so Node ignores the Upgrade header.
  const upgrades = createServer();
  const app = next({ dev: development, dir: ROOT, customServer: true, httpServer: upgrades });
  await app.prepare();
  const handle = app.getRequestHandler();
  if (development) forwardHotReload(server, upgrades);
  return { handler: (req, res) => handle(req, res), close: () => app.close() };
}

/** Forwards the WebSockets of hot reload to Next; other upgrade requests get 400. */
function forwardHotReload(server: Server, upgrades: Server): void {
  server.on('upgrade', (req, socket, head) => {
    if (req.url?.startsWith(HOT_RELOAD)) upgrades.emit('upgrade', req, socket, head);
    else socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
}
