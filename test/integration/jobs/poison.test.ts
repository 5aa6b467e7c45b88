import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { emitAlone, readEventRow, startTestWorker, waitUntilDone, withQueues } from '../events/support.ts';

const { payload, redis } = await startSite();

async function store(topic: string, body: unknown): Promise<string> {
  const id = uuidv7();
  await database(payload).execute(sql`
    INSERT INTO domain_events (id, topic, version, timestamp, producer_id, correlation_id, payload)
    VALUES (${id}, ${topic}, 1, now(), 'auth-service', 'c', ${JSON.stringify(body)}::jsonb)`);
  return id;
}

test('the jobs of a poison event are dead at once and visible, and block no other event', async () => {
  const poison = await store('user.created', { userId: 'nobody', email: 'private@example.com', extra: true });
  startTestWorker(payload);
  const healthy = await emitAlone(payload, 'user.verified', { userId: uuidv7() });
  await waitUntilDone(payload, healthy.id, ['analytics']);
  await withQueues(redis, async ({ notifications, analytics }) => {
    for (const [queue, subscriber] of [
      [notifications, 'welcome-email'],
      [analytics, 'analytics'],
    ] as const) {
      const job = await queue.getJob(`${poison}_${subscriber}`);
      await until(() => job?.isFailed(), `the job of ${subscriber} to be dead`);
      const failed = await queue.getJob(`${poison}_${subscriber}`);
      expect(failed).toMatchObject({ attemptsMade: 1, failedReason: 'The payload does not match version 1.' });
      expect(JSON.stringify(failed)).not.toContain('private@example.com');
      expect(await queue.getFailedCount()).toBe(1);
    }
  });
  expect(await readEventRow(payload, poison)).toMatchObject({ dispatched: true, done: [] });
});
