// First: what it sets is read while the others are imported.
import './node-env.ts';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeDomain } from './close-domain.ts';
import { env } from './env.ts';
import { measureAnalytics } from './jobs/analytics-metrics.ts';
import { measureBrochures } from './jobs/brochure-metrics.ts';
import { measureEvents } from './jobs/metrics.ts';
import { measureSales } from './jobs/sales-metrics.ts';
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
measureEvents(payload);
measureSales(payload);
measureBrochures(payload);
measureAnalytics(payload);

const metrics = createServer(async (request, response) => {
  const wanted = request.url === '/metrics' ? await registry.metrics() : request.url === '/healthz' ? 'ok' : undefined;
  response.writeHead(wanted === undefined ? 404 : 200, { 'content-type': registry.contentType }).end(wanted);
});
if (env.WORKER_METRICS_PORT !== undefined) {
  metrics.listen(env.WORKER_METRICS_PORT);
  await once(metrics, 'listening');
}

async function shutDown(signal: string): Promise<void> {
  logger.info({ signal }, 'worker stops');
  metrics.close();
  await worker.close();
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
