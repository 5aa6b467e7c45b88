import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { afterAll } from 'vitest';
import type { Endpoint } from '../../../src/endpoints/endpoint.ts';
import { createListener } from '../../../src/gateway/listener.ts';
import { createRouter } from '../../../src/gateway/router.ts';
import { createLogger } from '../../../src/lib/logger.ts';

/** Returns a fake Payload with only what the gateway needs. Its Redis never connects, so the gateway counts limits in memory. */
export function fakePayload(log: string[] = []): Payload {
  const lomashWood = {
    redis: new Redis({ lazyConnect: true, enableOfflineQueue: false }),
    customerTokenSecret: 'a-customer-token-secret-for-tests-only',
    checkReplies: true,
  };
  return {
    config: { custom: { lomashWood } },
    authStrategies: [],
    logger: createLogger('info', { write: (line) => void log.push(line) }),
  } as unknown as Payload;
}

/** Serves endpoints over HTTP as the gateway does. @returns the base URL */
export async function serveEndpoints(endpoints: Endpoint[], payload = fakePayload()): Promise<string> {
  const server: Server = createServer(createListener({ payload, find: createRouter(endpoints) }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
