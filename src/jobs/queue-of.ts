import type { Queue } from 'bullmq';
import type { Payload } from 'payload';
import { Problem } from '../problem.ts';
import { producerQueue } from './producer.ts';
import type { QueueName } from './queues.ts';

/** A queue, for whoever wants to see or change it at once. @throws Problem unavailable when Redis is away */
export const queueOf = (payload: Payload, name: QueueName): Promise<Queue> =>
  producerQueue(payload, name).catch((cause: unknown) => {
    throw new Problem('unavailable', 'Redis is away, and the queues with it.', { cause });
  });
