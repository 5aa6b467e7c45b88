import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { RequestHandler } from 'express';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export type AdminUi = { handler: RequestHandler; close: () => Promise<void> };

/**
 * Next.js with the admin UI. It is imported here alone, so that a process without the role `admin` never loads it.
 * @throws Error when it has not been built (`npm run build`), outside of development
 */
export async function startAdminUi(server: Server, development: boolean): Promise<AdminUi> {
  const { default: next } = await import('next');
  const app = next({ dev: development, dir: ROOT, customServer: true, httpServer: server });
  await app.prepare();
  const handle = app.getRequestHandler();
  return { handler: (req, res) => handle(req, res), close: () => app.close() };
}
