import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startAdminUi } from '../../../src/gateway/admin-handler.ts';
import { createHttpServer } from '../../../src/gateway/create-server.ts';

// Next itself, but for the build that `prepare` loads: it takes the server's upgrades before it serves anything.
vi.mock('next', async (original) => {
  const { default: next } = await original<{ default: (options: object) => object }>();
  return { default: (options: object) => Object.assign(next(options), { prepare: async () => {} }) };
});

const running: Server[] = [];
afterEach(() => {
  for (const server of running.splice(0)) server.close();
});

/** A server whose admin UI has been asked for a page once. */
async function serving(development: boolean): Promise<number> {
  const server = createHttpServer((req, res) => {
    if (req.url === '/admin/login') admin.handler(req as never, res as never, () => {});
    else res.end('ok');
  });
  const admin = await startAdminUi(server, development);
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await Promise.resolve(
    admin.handler({ url: '/admin/login', socket: { server } } as never, {} as never, () => {}),
  ).catch(() => {});
  return (server.address() as AddressInfo).port;
}

async function ask(port: number, path: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n`);
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk));
  await once(socket, 'close');
  return answer;
}

describe('a request with an Upgrade header', () => {
  it('is answered as if it had none once a page of the admin UI was served', async () => {
    const port = await serving(false);
    for (const path of ['/healthz', '/v1/products', '/admin/x', '/_next/hmr']) {
      const answer = await ask(port, path);
      expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      expect(answer).toMatch(/\r\n\r\nok$/);
    }
  });

  it('is not left open in development either', async () => {
    expect(await ask(await serving(true), '/healthz')).toMatch(/^HTTP\/1\.1 400 /);
  });
});
