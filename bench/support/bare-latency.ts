import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { PER_SECOND } from './job-latency.ts';
import { openLoop } from './open-loop.ts';

const CHANNEL = 'bare:wake';
const NAME = 'bare';

/**
 * Measures the floor for the time from an event to its job: a Redis message, a subscriber that adds a job, and a worker that
 * starts the job.
 * @returns for each job, the milliseconds from just before the message is published to the start of the job.
 */
export async function bareLatencies(redisUrl: string, count: number): Promise<number[]> {
  const [publisher, listener, producer, consumer] = Array.from(
    { length: 4 },
    () => new Redis(redisUrl, { maxRetriesPerRequest: null }),
  ) as [Redis, Redis, Redis, Redis];
  const queue = new Queue(NAME, { connection: producer });
  const started = new Map<string, (ms: number) => void>();
  const worker = new Worker(
    NAME,
    async ({ data }) => {
      started.get(data.id)?.(performance.now());
    },
    { connection: consumer },
  );
  await worker.waitUntilReady();
  listener.on('message', (_channel, id) => queue.add('event', { id }, { removeOnComplete: true }));
  await listener.subscribe(CHANNEL);

  const latencies = await openLoop(count, PER_SECOND, async (index) => {
    const id = String(index);
    const start = performance.now();
    const ran = new Promise<number>((resolve) => started.set(id, resolve));
    await publisher.publish(CHANNEL, id);
    return (await ran) - start;
  });

  await worker.close();
  await queue.close();
  for (const connection of [publisher, listener, producer, consumer]) connection.disconnect();
  return latencies;
}
