import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { createStripeClient } from '../../../src/services/sales/stripe-client.ts';
import { createS3Store } from '../../../src/storage/open-storage.ts';

const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
const KEY = 'media/2026/02/0190b5a0-0000-7000-8000-000000000001.jpg';

/** Starts a server that accepts connections and never responds. */
async function silentServer(): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => void sockets.add(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function startServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const bucket = (endpoint: string) =>
  createS3Store({ bucket: 'media', region: 'eu-west-2', endpoint, credentials, answerTimeoutMs: 300 });

describe('a bucket', () => {
  test('that does not respond causes a timeout', async () => {
    const store = bucket(await silentServer());
    for (const ask of [() => store.get(KEY), () => store.size(KEY), () => store.delete(KEY)]) {
      const start = performance.now();
      await expect(ask()).rejects.toThrow(/300 ms/);
      expect(performance.now() - start).toBeLessThan(5000);
    }
  });

  test.each([
    ['500', 500, 'InternalError'],
    ['an expired token', 400, 'ExpiredToken'],
  ])('that responds with %s causes an error, not a missing file', async (_what, status, code) => {
    const endpoint = await startServer((_req, res) => {
      res.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`);
    });
    await expect(bucket(endpoint).get(KEY)).rejects.toMatchObject({ name: code });
  });
});

describe('Stripe', () => {
  test('has a time limit for every call', () => {
    const client = createStripeClient({ secretKey: 'sk_test_x' });
    expect(client.getApiField('timeout')).toBe(8000);
    expect(client.getMaxNetworkRetries()).toBe(0);
  });
});
