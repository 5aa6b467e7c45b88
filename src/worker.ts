// First: what it sets is read while the others are imported.
import './node-env.ts';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeDomain } from './close-domain.ts';
import { env } from './env.ts';
import { measureDependencies } from './gateway/measure-dependencies.ts';
import { measureAnalytics } from './jobs/analytics-metrics.ts';
import { measureBrochures } from './jobs/brochure-metrics.ts';
import { measureEvents } from './jobs/metrics.ts';
import { measureSales } from './jobs/sales-metrics.ts';
import { measureSchedules } from './jobs/schedule-metrics.ts';
import { startWorker } from './jobs/start-worker.ts';
import { measureProcess, registry } from './metrics.ts';
import { startPayload } from './start-payload.ts';
import { startTracing } from './start-tracing.ts';
import { timeLimit } from './time-limit.ts';

const CLOSE_MS = 2000;

const telemetry = await startTracing('lomash-wood-worker');
const payload = await startPayload();
const { logger } = payload;
const worker = startWorker(payload);
measureProcess();
measureDependencies(payload);
measureEvents(payload);
measureSales(payload);
measureBrochures(payload);
measureAnalytics(payload);
measureSchedules(worker);

const metrics = createServer(async (request, response) => {
  const { status, type = 'application/json', body } = await answer(request.url);
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
});

async function answer(url: string | undefined): Promise<{ status: number; type?: string; body?: string }> {
  if (url === '/metrics') return { status: 200, type: registry.contentType, body: await registry.metrics() };
  if (url === '/livez') return { status: 200, body: JSON.stringify({ ok: true }) };
  if (url !== '/healthz') return { status: 404 };
  const health = await worker.health();
  return { status: health.ok ? 200 : 503, body: JSON.stringify(health) };
}

if (env.WORKER_METRICS_PORT !== undefined) {
  metrics.listen(env.WORKER_METRICS_PORT, env.INTERNAL_HOST);
  await once(metrics, 'listening');
}

async function shutDown(signal: string): Promise<void> {
  logger.info({ signal }, 'worker stops');
  await worker.close();
  metrics.close();
  await timeLimit(CLOSE_MS, Promise.all([closeDomain(payload), telemetry?.stop()])).catch((err: unknown) => {
    logger.warn({ err }, 'Not everything could be closed.');
  });
  logger.flush();
  process.exit(0);
}
process.once('SIGTERM', shutDown);
process.once('SIGINT', shutDown);

const metricsPort = (metrics.address() as AddressInfo | null)?.port;
logger.info({ metricsPort }, 'worker ready');
