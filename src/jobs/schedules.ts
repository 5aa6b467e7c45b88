import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { ensureTrackingPartitions } from '../database/tracking-events.ts';
import { database } from '../database/transaction.ts';
import { domainOf } from '../domain.ts';
import { reconcile } from '../events/reconcile.ts';
import { compactCounts } from '../services/analytics/compact-counts.ts';
import { countFunnels } from '../services/analytics/funnels/count-funnels.ts';
import { rebuildStaleDays } from '../services/analytics/rebuild.ts';
import { expireTracking } from '../services/analytics/retention.ts';
import { generateSlots } from '../services/appointments/generator.ts';
import { emitDueReminders } from '../services/appointments/reminders.ts';
import { announceAllProductNews } from '../services/catalogue/announce-changes.ts';
import { sweepAbandonedFiles } from '../services/content/media/abandoned-files.ts';
import { removeOldSitemaps } from '../services/content/sitemap/remove-old-sitemaps.ts';
import { expirePersonalData } from '../services/identity/expire-personal-data.ts';
import { deleteUsedCodes } from '../services/identity/one-time-code.ts';
import { deleteExpiredTokens } from '../services/identity/refresh-tokens.ts';
import { deleteExpiredResetTokens } from '../services/identity/staff-reset-tokens.ts';
import { cancelIntents } from '../services/sales/cancel-intents.ts';
import { catchUpWebhooks } from '../services/sales/catch-up-webhooks.ts';
import { expireOrders } from '../services/sales/expire-orders.ts';
import { makeMissingPdfs } from '../services/sales/invoice-pdf.ts';
import { reconcilePayments } from '../services/sales/reconcile-payments.ts';
import { requeuer } from './dispatch.ts';
import type { Queues } from './queues.ts';
import { watchContentTasks } from './run-content-task.ts';
import { subscribersOf } from './subscribers.ts';
import type { Timings } from './timings.ts';

const HOUR = 60 * 60_000;
const PARTITIONS_AHEAD = 3;

export type Schedule = {
  name: string;
  /** Milliseconds between two runs. */
  every: number;
  /** Also right after a worker has started: what it keeps must not wait for the next turn. */
  atStart?: boolean;
  /** Safe to run anywhere and at the same time as itself; its result is kept with the job. */
  run: (payload: Payload) => Promise<unknown>;
};

/** What the workers do by the clock. The truth of each lies in Postgres: a run that is lost is made good by the next. */
export const schedules = (queues: Queues, timings: Timings): Schedule[] => [
  { name: 'generate-slots', every: HOUR, atStart: true, run: (payload) => generateSlots(payload) },
  { name: 'remind', every: timings.minute, run: emitDueReminders },
  { name: 'expire-orders', every: timings.minute, run: expireOrders },
  { name: 'cancel-intents', every: timings.minute, run: cancelIntents },
  { name: 'reconcile-payments', every: timings.minute, run: (payload) => reconcilePayments(payload) },
  { name: 'catch-up-webhooks', every: HOUR, run: catchUpWebhooks },
  { name: 'make-invoice-pdfs', every: timings.minute, run: makeMissingPdfs },
  {
    name: 'reconcile',
    every: timings.minute,
    atStart: true,
    run: (payload) =>
      reconcile(payload, {
        subscribersOf,
        requeue: requeuer(queues, domainOf(payload).redis),
        after: timings.reconcileAfter,
      }),
  },
  {
    name: 'content-tasks',
    every: timings.minute,
    atStart: true,
    run: (payload) => watchContentTasks(payload, timings),
  },
  { name: 'remove-old-sitemaps', every: HOUR, run: removeOldSitemaps },
  {
    name: 'tracking-partitions',
    every: 24 * HOUR,
    atStart: true,
    run: (payload) => ensureTrackingPartitions(database(payload), 1 + PARTITIONS_AHEAD),
  },
  { name: 'expire-tracking', every: 24 * HOUR, run: (payload) => expireTracking(payload) },
  { name: 'compact-counts', every: timings.minute, run: compactCounts },
  { name: 'count-funnels', every: Math.min(10_000, timings.minute), run: countFunnels },
  { name: 'rebuild-analytics', every: timings.minute, run: rebuildStaleDays },
  { name: 'forget-idempotency-keys', every: HOUR, run: forgetIdempotencyKeys },
  { name: 'expire-personal-data', every: HOUR, run: expirePersonalData },
  { name: 'delete-expired-tokens', every: HOUR, run: deleteExpiredTokens },
  { name: 'announce-product-news', every: timings.minute, run: announceAllProductNews },
  { name: 'delete-expired-reset-links', every: HOUR, run: deleteExpiredResetTokens },
  { name: 'delete-used-codes', every: HOUR, run: deleteUsedCodes },
  { name: 'sweep-abandoned-files', every: timings.minute, run: sweepAbandonedFiles },
];

/** Idempotency keys are kept for 24 h. @returns how many went. */
async function forgetIdempotencyKeys(payload: Payload): Promise<number> {
  const { rowCount } = await database(payload).execute(
    sql`DELETE FROM idempotency_keys WHERE created_at < now() - interval '24 hours'`,
  );
  return rowCount ?? 0;
}
