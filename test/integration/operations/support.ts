import { sql } from '@payloadcms/db-postgres';
import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { database } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/ids.ts';
import { until } from '../../support/until.ts';
import { withQueues, workerOf } from '../events/support.ts';

/** What no job, page or log may show. */
export const PRIVATE = 'private@example.com';

/** An event that fits no schema, and with it dead jobs in two queues. @returns its id. */
export async function poisonEvent(payload: Payload): Promise<string> {
  const id = uuidv7();
  await database(payload).execute(sql`
    INSERT INTO domain_events (id, topic, version, timestamp, producer_id, correlation_id, payload)
    VALUES (${id}, 'user.created', 1, now(), 'auth-service', 'c', ${JSON.stringify({ email: PRIVATE })}::jsonb)`);
  return id;
}

/** What the change log says of a job, the oldest first. */
export async function toldOf(payload: Payload, job: string) {
  const { docs } = await payload.find({ collection: 'changes', where: { document: { equals: job } }, sort: 'at' });
  return docs;
}

/** Puts right what {@link poisonEvent} did. */
export async function mendEvent(payload: Payload, id: string): Promise<void> {
  const fact = { userId: uuidv7(), email: PRIVATE, firstName: 'Ada' };
  await database(payload).execute(
    sql`UPDATE domain_events SET payload = ${JSON.stringify(fact)}::jsonb WHERE id = ${id}`,
  );
}

/** A dead job for each subscriber of an event, with the worker that killed them still running. */
export async function withDeadJobs(payload: Payload, redis: Redis): Promise<string> {
  const id = await poisonEvent(payload);
  workerOf(payload);
  await withQueues(redis, async ({ notifications, analytics }) => {
    const states = () =>
      Promise.all([notifications.getJobState(`${id}_welcome-email`), analytics.getJobState(`${id}_analytics`)]);
    await until(async () => (await states()).every((state) => state === 'failed'), 'both jobs to be dead');
  });
  return id;
}
