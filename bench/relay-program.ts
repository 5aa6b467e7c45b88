import { getPayload } from 'payload';
import config from '../payload.config.ts';
import { domainOf } from '../src/domain.ts';
import { startRelay } from '../src/events/relay.ts';
import { connect } from '../src/jobs/connections.ts';
import { dispatcher } from '../src/jobs/dispatch.ts';
import { openQueues } from '../src/jobs/queues.ts';

// A worker's relay without its job workers, started and stopped by dispatch.ts for each round.
const payload = await getPayload({ config });
const onError = (err: Error) => payload.logger.error({ err }, 'The relay of the benchmark has trouble with Redis.');
const { bus } = connect(domainOf(payload).redisUrl, onError);
const dispatch = dispatcher(openQueues(bus, onError));
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
