import type { Job } from 'bullmq';
import type { Payload } from 'payload';
import type { Executor } from '../../database/executor.ts';
import { openBrochureEvents } from '../../events/open-events.ts';
import { eventJobId } from '../../jobs/event-job.ts';
import { queueOf } from '../../jobs/queue-of.ts';
import { DELIVERY } from './delivery.ts';

/** What is still to come of a request: nothing, an e-mail by itself, or one by a job that is dead until somebody retries it. */
export type OpenDelivery = { state: 'none' } | { state: 'on its way' } | { state: 'dead'; job: Job };

/**
 * Looks for the events of a request that have brought no e-mail yet, and for their jobs. One without a job is on its way: the
 * relay or the reconciler will queue it. Of several that are dead it is the newest.
 * @throws Problem unavailable when there are any and Redis is away
 */
export async function openDelivery(payload: Payload, db: Executor, requestId: string): Promise<OpenDelivery> {
  const events = await openBrochureEvents(db, requestId, DELIVERY);
  if (events.length === 0) return { state: 'none' };
  const queue = await queueOf(payload, 'notifications');
  const jobs = await Promise.all(
    events.map(async (eventId) => {
      const job: Job | undefined = await queue.getJob(eventJobId({ eventId, subscriber: DELIVERY }));
      return job && (await job.isFailed()) ? job : undefined;
    }),
  );
  const [job] = jobs;
  return job && jobs.every(Boolean) ? { state: 'dead', job } : { state: 'on its way' };
}
