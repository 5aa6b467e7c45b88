import { createServer } from 'node:http';
import { getPayload } from 'payload';
import config from '../payload.config.ts';
import { closeDomain } from './close-domain.ts';
import { env } from './env.ts';
import { measureEvents } from './jobs/metrics.ts';
import { startWorker } from './jobs/start-worker.ts';
import { measureProcess, registry } from './metrics.ts';

const payload = await getPayload({ config });
const worker = startWorker(payload);
measureProcess();
measureEvents(payload);

const metrics = createServer(async (request, response) => {
  const wanted = request.url === '/metrics' ? await registry.metrics() : request.url === '/healthz' ? 'ok' : undefined;
  response.writeHead(wanted === undefined ? 404 : 200, { 'content-type': registry.contentType }).end(wanted);
});
if (env.WORKER_METRICS_PORT !== undefined) metrics.listen(env.WORKER_METRICS_PORT);

async function shutDown(signal: string): Promise<void> {
  payload.logger.info({ signal }, 'worker stops');
  metrics.close();
  await worker.close();
  await closeDomain(payload);
  process.exit(0);
}
process.once('SIGTERM', shutDown);
process.once('SIGINT', shutDown);

payload.logger.info('worker ready');
