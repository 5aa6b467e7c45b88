import { getPayload } from 'payload';
import { openQueues } from '../src/events/queues.ts';
import { startRelay } from '../src/events/start-relay.ts';
import { createDispatch } from '../src/jobs/dispatch.ts';
import { openConnections } from '../src/jobs/start-worker.ts';
import { runtimeOf } from '../src/lib/runtime.ts';
import { parseEnv } from '../src/processes/env.ts';
import { siteConfig } from '../src/processes/site-config.ts';

// A process with the relay of a worker, but without job workers. support/relay-throughput.ts starts and stops the relay in each
// round.
const payload = await getPayload({ config: siteConfig(parseEnv(process.env)) });
const onError = (err: Error) => payload.logger.error({ err }, 'The connection of the relay to Redis has failed.');
const { bus } = openConnections(runtimeOf(payload).redisUrl, onError);
const dispatch = createDispatch(openQueues(bus, onError));
let relay: ReturnType<typeof startRelay> | undefined;

process.on('message', async ({ type }: { type: string }) => {
  if (type === 'start') relay = startRelay(payload, dispatch);
  if (type === 'stop') {
    await relay?.stop();
    process.send?.({ type: 'stopped' });
  }
});
process.once('SIGTERM', () => process.exit(0));
process.send?.({ type: 'ready' });
