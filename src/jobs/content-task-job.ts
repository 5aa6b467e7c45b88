import type { Payload } from 'payload';
import { currentCorrelationId } from '../correlation.ts';
import type { ContentTask } from '../services/content/tasks/content-task.ts';
import { currentTraceparent } from '../tracing.ts';
import { producerQueue } from './producer.ts';

/** The name of the jobs that look whether a content task has something to do. */
export const CONTENT_TASK_JOB = 'content-task';

/** The data of such a job; what there is to do lies in Postgres. */
export type ContentTaskJob = { task: ContentTask; correlationId: string; traceparent?: string | undefined };

/**
 * Has a worker look after `delay` milliseconds. Any number of calls within that time is one look: what is asked for
 * meanwhile is found by it, or by the one that it leads to.
 * @throws Error when Redis is away; the schedule of every minute looks then.
 */
export async function wakeContentTask(payload: Payload, task: ContentTask, delay: number): Promise<void> {
  const queue = await producerQueue(payload, 'content');
  const data: ContentTaskJob = { task, correlationId: currentCorrelationId(), traceparent: currentTraceparent() };
  const deduplication = { id: `${CONTENT_TASK_JOB}_${task}`, ttl: Math.max(1, delay) };
  await queue.add(CONTENT_TASK_JOB, data, { delay, deduplication, removeOnComplete: { count: 100 } });
}
