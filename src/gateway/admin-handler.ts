import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { RequestHandler } from 'express';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Below it Next serves hot reload, which is a WebSocket. */
const HOT_RELOAD = '/_next/';

export type AdminUi = { handler: RequestHandler; close: () => Promise<void> };

/**
 * Next.js with the admin UI. It is imported here alone, so that a process without the role `admin` never loads it.
 * @throws Error when it has not been built (`npm run build`), outside of development
 */
export async function startAdminUi(server: Server, development: boolean): Promise<AdminUi> {
  const { default: next } = await import('next');
  // Next listens for `upgrade` on the server that it is given, and leaves every request open that isn't its own. This one
  // never listens; without an `upgrade` listener Node serves such a request as if it had no Upgrade header.
  const upgrades = createServer();
  const app = next({ dev: development, dir: ROOT, customServer: true, httpServer: upgrades });
  await app.prepare();
  const handle = app.getRequestHandler();
  if (development) forwardHotReload(server, upgrades);
  return { handler: (req, res) => handle(req, res), close: () => app.close() };
}

/** Gives Next the WebSockets of hot reload; any other request to upgrade is closed. */
function forwardHotReload(server: Server, upgrades: Server): void {
  server.on('upgrade', (req, socket, head) => {
    if (req.url?.startsWith(HOT_RELOAD)) upgrades.emit('upgrade', req, socket, head);
    else socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
}
