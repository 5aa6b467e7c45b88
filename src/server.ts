// First: what it sets is read while the others are imported.
import './node-env.ts';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeDomain } from './close-domain.ts';
import { endpoints, internalEndpoints } from './endpoints/index.ts';
import { env } from './env.ts';
import { createApp } from './gateway/app.ts';
import { createHttpServer } from './gateway/create-server.ts';
import { readinessOf } from './gateway/health.ts';
import { createInternalApp } from './gateway/internal-app.ts';
import type { Lifecycle } from './gateway/lifecycle.ts';
import { measureDependencies } from './gateway/measure-dependencies.ts';
import { shutDown } from './gateway/shut-down.ts';
import { measureEvents } from './jobs/metrics.ts';
import { measureProcess } from './metrics.ts';
import { startPayload } from './start-payload.ts';
import { startTracing } from './start-tracing.ts';
import { timeLimit } from './time-limit.ts';

/** How long requests in flight may take to finish once the process was asked to end. */
const DRAIN_MS = 10_000;
const CLOSE_MS = 2_000;
const QUEUES_PATH = '/admin/queues';

const telemetry = await startTracing('lomash-wood-web');
const payload = await startPayload();
const { logger } = payload;
measureProcess();
measureDependencies(payload);
measureEvents(payload);

const development = env.NODE_ENV === 'development';
const lifecycle: Lifecycle = { draining: false };
const server = createHttpServer((req, res) => app(req, res));
const internal = createHttpServer(createInternalApp(payload, lifecycle, internalEndpoints));
const admin = env.WEB_ROLES.includes('admin')
  ? await (await import('./gateway/admin-handler.ts')).startAdminUi(server, development)
  : undefined;
const app = createApp(payload, {
  publicUrl: env.PUBLIC_URL,
  corsOrigins: env.CORS_ORIGINS,
  trustedProxies: env.TRUSTED_PROXIES,
  websiteTokens: env.WEBSITE_TOKENS,
  roles: env.WEB_ROLES,
  development,
  endpoints,
  lifecycle,
  admin: admin?.handler,
  queues: admin && { path: QUEUES_PATH, ...(await import('./jobs/queue-board.ts')).queueBoard(payload, QUEUES_PATH) },
});

const [port, internalPort] = await Promise.all([
  listen(server, env.PORT, env.HOST),
  listen(internal, env.INTERNAL_PORT, env.INTERNAL_HOST),
]);
logger.info({ port, internalPort, roles: env.WEB_ROLES }, 'listening');
// Says in the log what is away, also where nobody asks for /readyz.
void readinessOf(payload)();
process.send?.({ type: 'listening', port, internalPort });

process.once('SIGTERM', stop);
process.once('SIGINT', stop);

/** The port that `target` got; 0 asks for any free one, and without a `host` it listens on every interface. */
async function listen(target: Server, wanted: number, host: string | undefined): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    target.once('error', reject);
    target.listen(wanted, host, resolve);
  });
  return (target.address() as AddressInfo).port;
}

async function stop(signal: string): Promise<void> {
  logger.info({ signal }, 'stopping');
  await shutDown({ server, internal }, lifecycle, { notice: env.SHUTDOWN_NOTICE_MS, finish: DRAIN_MS });
  await timeLimit(CLOSE_MS, Promise.all([admin?.close(), closeDomain(payload), telemetry?.stop()])).catch(
    (err: unknown) => {
      logger.warn({ err }, 'Not everything could be closed.');
    },
  );
  logger.info('stopped');
  logger.flush();
  process.exit(0);
}
