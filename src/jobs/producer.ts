import { Queue } from 'bullmq';
import type { Payload } from 'payload';
import { domainOf } from '../domain.ts';
import { JOB_OPTIONS, QUEUE_PREFIX, type QueueName } from './queues.ts';

const opened = new WeakMap<Payload, Map<QueueName, Queue>>();

/**
 * A queue for adding jobs from a request, on the connection that fails at once while Redis is away.
 * @throws Error when Redis is away.
 */
export async function producerQueue(payload: Payload, name: QueueName): Promise<Queue> {
  const { redis } = domainOf(payload);
  if (redis.status === 'wait') await redis.connect();
  if (redis.status !== 'ready') throw new Error('Redis is away, so nothing can be queued.');
  const queues = opened.get(payload) ?? new Map<QueueName, Queue>();
  opened.set(payload, queues);
  const queue = queues.get(name) ?? open(payload, name);
  queues.set(name, queue);
  // A queue whose first contact with Redis failed stays useless for ever: the next caller opens another.
  await queue.waitUntilReady().catch((error: unknown) => {
    queues.delete(name);
    throw error;
  });
  return queue;
}

function open(payload: Payload, name: QueueName): Queue {
  const { redis } = domainOf(payload);
  const queue = new Queue(name, { connection: redis, prefix: QUEUE_PREFIX, defaultJobOptions: JOB_OPTIONS });
  queue.on('error', (err) => payload.logger.debug({ err, queue: name }, 'A queue lost Redis.'));
  return queue;
}
