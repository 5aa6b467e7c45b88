import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import next from 'next';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpServer } from '../../../src/gateway/http-server.ts';
import { startAdminUi } from '../../../src/gateway/start-admin-ui.ts';

// Use the real Next.js, but replace its `prepare`, which would load a build. At its first request Next.js adds a listener for
// upgrade requests to the server, even if it cannot serve the page.
const loadNext: NonNullable<Parameters<typeof startAdminUi>[2]> = async () =>
  ((options) => Object.assign(next(options), { prepare: async () => {} })) as typeof next;

const running: Server[] = [];
afterEach(() => {
  for (const server of running.splice(0)) server.close();
});

/** Starts a server whose admin UI has already received a request. @returns the port */
async function startServer(development: boolean): Promise<number> {
  const server = createHttpServer((req, res) => {
    if (req.url === '/admin/login') admin.handler(req as never, res as never, () => {});
    else res.end('ok');
  });
  const admin = await startAdminUi(server, development, loadNext);
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await Promise.resolve(
    admin.handler({ url: '/admin/login', socket: { server } } as never, {} as never, () => {}),
  ).catch(() => {});
  return (server.address() as AddressInfo).port;
}

async function request(port: number, path: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n`);
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk));
  await once(socket, 'close');
  return answer;
}

describe('a request with an Upgrade header', () => {
  it('gets the same response as without the header, even after the admin UI has received a request', async () => {
    const port = await startServer(false);
    for (const path of ['/healthz', '/v1/products', '/admin/x', '/_next/hmr']) {
      const answer = await request(port, path);
      expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      expect(answer).toMatch(/\r\n\r\nok$/);
    }
  });

  it('is refused in development, and its connection is not left open', async () => {
    expect(await request(await startServer(true), '/healthz')).toMatch(/^HTTP\/1\.1 400 /);
  });
});
