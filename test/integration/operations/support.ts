import { sql } from '@payloadcms/db-postgres';
import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { database } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { until } from '../../support/until.ts';
import { startTestWorker, withQueues } from '../events/support.ts';

/** An e-mail address that no job, page or log may show. */
export const PRIVATE = 'private@example.com';

/**
 * Stores an event whose payload does not match its schema, so that its jobs in two queues die.
 * @returns its id
 */
export async function poisonEvent(payload: Payload): Promise<string> {
  const id = uuidv7();
  await database(payload).execute(sql`
    INSERT INTO domain_events (id, topic, version, timestamp, producer_id, correlation_id, payload)
    VALUES (${id}, 'user.created', 1, now(), 'auth-service', 'c', ${JSON.stringify({ email: PRIVATE })}::jsonb)`);
  return id;
}

/** Returns the change log entries of a job, oldest first. */
export async function readJobChanges(payload: Payload, job: string) {
  const { docs } = await payload.find({ collection: 'changes', where: { document: { equals: job } }, sort: 'at' });
  return docs;
}

/** Makes the payload of a {@link poisonEvent} valid. */
export async function repairEvent(payload: Payload, id: string): Promise<void> {
  const fact = { userId: uuidv7(), email: PRIVATE, firstName: 'Ada' };
  await database(payload).execute(
    sql`UPDATE domain_events SET payload = ${JSON.stringify(fact)}::jsonb WHERE id = ${id}`,
  );
}

/**
 * Creates a dead job for each subscriber of an event, and leaves the worker running.
 * @returns the event's id
 */
export async function withDeadJobs(payload: Payload, redis: Redis): Promise<string> {
  const id = await poisonEvent(payload);
  startTestWorker(payload);
  await withQueues(redis, async ({ notifications, analytics }) => {
    const states = () =>
      Promise.all([notifications.getJobState(`${id}_welcome-email`), analytics.getJobState(`${id}_analytics`)]);
    await until(async () => (await states()).every((state) => state === 'failed'), 'both jobs to be dead');
  });
  return id;
}
