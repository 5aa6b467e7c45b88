import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { afterAll } from 'vitest';
import { readArrivals } from '../../../src/gateway/arrival.ts';
import { correlate } from '../../../src/gateway/correlate.ts';
import type { Endpoint } from '../../../src/gateway/endpoint.ts';
import { mountEndpoints } from '../../../src/gateway/express-mount.ts';
import { answerErrors, notFound } from '../../../src/gateway/last-resort.ts';
import { createLogger } from '../../../src/logger.ts';

/** What the gateway itself needs of Payload; Redis never connects, so limits are counted in memory. */
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
  const app = express();
  app.use(readArrivals({ trustedProxies: [], websiteTokens: [] }), correlate);
  mountEndpoints(app, payload, endpoints);
  app.use(notFound, answerErrors(payload.logger));
  const server: Server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
