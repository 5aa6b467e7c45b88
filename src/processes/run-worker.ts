import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWorkerListener } from '../gateway/system-endpoints.ts';
import { startWorker } from '../jobs/start-worker.ts';
import type { Timings } from '../jobs/timings.ts';
import {
  measureAnalytics,
  measureBrochures,
  measureEvents,
  measureSales,
  measureSchedules,
} from '../jobs/worker-metrics.ts';
import { withTimeLimit } from '../lib/concurrency.ts';
import { measureProcess } from '../lib/metrics.ts';
import { closeRuntime } from '../plugin/index.ts';
import type { Env } from './env.ts';
import { measureDependencies } from './measure-dependencies.ts';
import { createSiteLogger } from './site-log.ts';
import { startPayload, startTracing } from './start.ts';

const CLOSE_MS = 2000;

/**
 * Runs the worker process until SIGTERM or SIGINT.
 * @param timings intervals that differ from the usual ones, for tests
 */
export async function runWorker(env: Env, timings: Partial<Timings> = {}): Promise<void> {
  const log = createSiteLogger(env);
  const telemetry = await startTracing(env, log, 'lomash-wood-worker');
  const payload = await startPayload(env, log);
  const { logger } = payload;
  const worker = startWorker(payload, timings);
  measureProcess();
  measureDependencies(payload);
  measureEvents(payload);
  measureSales(payload);
  measureBrochures(payload);
  measureAnalytics(payload);
  measureSchedules(worker);

  const metrics = createServer(createWorkerListener(payload, () => worker.health()));
  if (env.WORKER_METRICS_PORT !== undefined) {
    metrics.listen(env.WORKER_METRICS_PORT, env.INTERNAL_HOST);
    await once(metrics, 'listening');
  }

  async function shutDown(signal: string): Promise<void> {
    logger.info({ signal }, 'worker stops');
    await worker.close();
    metrics.close();
    await withTimeLimit(CLOSE_MS, Promise.all([closeRuntime(payload), telemetry?.stop()])).catch((err: unknown) => {
      logger.warn({ err }, 'Some resources could not be closed.');
    });
    logger.flush();
    process.exit(0);
  }
  process.once('SIGTERM', shutDown);
  process.once('SIGINT', shutDown);

  const metricsPort = (metrics.address() as AddressInfo | null)?.port;
  logger.info({ metricsPort }, 'worker ready');
}
