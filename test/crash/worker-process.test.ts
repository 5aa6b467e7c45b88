import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { withTransaction } from '../../src/database/transaction.ts';
import { emit } from '../../src/events/emit.ts';
import { listSubscribers } from '../../src/jobs/subscribers.ts';
import { uuidv7 } from '../../src/lib/ids.ts';
import { register } from '../../src/services/identity/register.ts';
import { countTrackingRows, readEventRow, waitUntilDone } from '../integration/events/support.ts';
import { startSite } from '../support/site.ts';
import { until } from '../support/until.ts';
import { startReadyWorker } from './processes.ts';
import { openSlowMailbox } from './slow-mailbox.ts';

const mailbox = await openSlowMailbox();
afterAll(mailbox.close);
const { payload, redis, environment } = await startSite({ SMTP_URL: mailbox.url });

// Flush Redis before each test. When a worker with production timings checks for stalled jobs, a marker in Redis keeps all
// workers from checking again for 30 s.
beforeEach(async () => {
  await redis.flushdb();
});

const emitMany = (count: number) =>
  withTransaction(payload, async (req) => {
    const ids: string[] = [];
    for (let i = 0; i < count; i++) ids.push((await emit(req, 'user.verified', { userId: uuidv7() })).id);
    return ids;
  });

describe('the worker process', () => {
  test('on SIGTERM finishes the e-mail that it is sending, and exits with 0', async () => {
    const worker = await startReadyWorker(environment, 'src/processes/worker.ts');
    const account = { password: 'a-long-password-1', firstName: 'Grace', lastName: 'Hopper' };
    await register(payload, { email: 'inhand@example.com', ...account }, '203.0.113.1');
    await until(() => mailbox.countHeld() === 1, 'the e-mail to be handed over');
    worker.child.kill('SIGTERM');
    await until(() => worker.output().includes('worker stops'), 'the worker to stop');
    expect(mailbox.accepted).toEqual([]);
    mailbox.letGo();
    expect(await worker.ended).toEqual({ code: 0, signal: null });

    await startReadyWorker(environment);
    const ids = await emitMany(1);
    for (const id of ids) await waitUntilDone(payload, id, listSubscribers('user.verified'));
    expect(mailbox.accepted).toEqual(['inhand@example.com']);
  });

  test('serves metrics and its health on the configured port', async () => {
    const worker = await startReadyWorker({ ...environment, WORKER_METRICS_PORT: '0' });
    const port = /"metricsPort":(\d+)/.exec(worker.output())?.[1];
    const get = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return [response.status, await response.text()] as const;
    };
    expect(await get('/livez')).toEqual([200, '{"ok":true}']);
    const health = await get('/healthz');
    expect([health[0], JSON.parse(health[1])]).toEqual([
      200,
      { ok: true, relay: { ok: true, seconds: expect.any(Number) }, queues: { ok: true } },
    ]);
    expect((await get('/other'))[0]).toBe(404);
    const [status, metrics] = await get('/metrics');
    expect(status).toBe(200);
    for (const line of [
      'queue_jobs{queue="notifications",state="failed"} 0',
      'outbox_events 0',
      'outbox_lag_seconds 0',
      'scheduled_posts_failed 0',
      'scheduled_posts_overdue_seconds 0',
    ]) {
      expect(metrics).toContain(line);
    }
  });

  test('applies every event exactly once when one of two workers is killed repeatedly', async () => {
    await startReadyWorker(environment);
    const ids: string[] = [];
    for (let round = 0; round < 3; round++) {
      const victim = await startReadyWorker(environment);
      ids.push(...(await emitMany(400)));
      await until(
        async () => (await readEventRow(payload, String(ids.at(-400))))?.dispatched,
        'the first event to be dispatched',
      );
      victim.child.kill('SIGKILL');
      await victim.ended;
    }
    for (const id of ids) await waitUntilDone(payload, id, ['analytics']);
    for (const id of ids) expect(await countTrackingRows(payload, id)).toBe(1);
  });
});
