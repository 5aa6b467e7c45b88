import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endpoints, internalEndpoints } from '../endpoints/index.ts';
import type { Lifecycle } from '../gateway/arrival.ts';
import { createApp, createInternalApp } from '../gateway/create-app.ts';
import { createHttpServer, shutDown } from '../gateway/http-server.ts';
import { getReadinessCheck } from '../gateway/readiness.ts';
import { measureEvents } from '../jobs/worker-metrics.ts';
import { withTimeLimit } from '../lib/concurrency.ts';
import { measureProcess } from '../lib/metrics.ts';
import { closeRuntime } from '../plugin/index.ts';
import type { Env } from './env.ts';
import { measureDependencies } from './measure-dependencies.ts';
import { createSiteLogger } from './site-log.ts';
import { startPayload, startTracing } from './start.ts';

/** Milliseconds that requests in flight may take to finish. The time begins SHUTDOWN_NOTICE_MS after SIGTERM or SIGINT. */
const DRAIN_MS = 10_000;
const CLOSE_MS = 2_000;
const QUEUES_PATH = '/admin/queues';

/** Runs the web process: serves the public port and the internal port until SIGTERM or SIGINT. */
export async function runWeb(env: Env): Promise<void> {
  const log = createSiteLogger(env);
  const telemetry = await startTracing(env, log, 'lomash-wood-web');
  const payload = await startPayload(env, log);
  const { logger } = payload;
  measureProcess();
  measureDependencies(payload);
  measureEvents(payload);

  const development = env.NODE_ENV === 'development';
  const lifecycle: Lifecycle = { draining: false };
  const server = createHttpServer((req, res) => app(req, res));
  const internal = createHttpServer(createInternalApp(payload, lifecycle, internalEndpoints));
  const admin = env.WEB_ROLES.includes('admin')
    ? await (await import('../gateway/start-admin-ui.ts')).startAdminUi(server, development)
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
    queues: admin && {
      path: QUEUES_PATH,
      ...(await import('../jobs/queue-board.ts')).createQueueBoard(payload, QUEUES_PATH),
    },
  });

  const [port, internalPort] = await Promise.all([
    listen(server, env.PORT, env.HOST),
    listen(internal, env.INTERNAL_PORT, env.INTERNAL_HOST),
  ]);
  logger.info({ port, internalPort, roles: env.WEB_ROLES }, 'listening');
  // Logs unreachable dependencies even if nobody calls /readyz.
  void getReadinessCheck(payload)();
  process.send?.({ type: 'listening', port, internalPort });

  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);

  async function stop(signal: string): Promise<void> {
    logger.info({ signal }, 'stopping');
    await shutDown({ server, internal }, lifecycle, { noticeMs: env.SHUTDOWN_NOTICE_MS, finishMs: DRAIN_MS });
    await withTimeLimit(CLOSE_MS, Promise.all([admin?.close(), closeRuntime(payload), telemetry?.stop()])).catch(
      (err: unknown) => {
        logger.warn({ err }, 'Some resources could not be closed.');
      },
    );
    logger.info('stopped');
    logger.flush();
    process.exit(0);
  }
}

/** Listens and returns the port. Port 0 requests any free port; without a `host` the server listens on every interface. */
async function listen(target: Server, requestedPort: number, host: string | undefined): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    target.once('error', reject);
    target.listen(requestedPort, host, resolve);
  });
  return (target.address() as AddressInfo).port;
}
