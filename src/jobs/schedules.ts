import type { Payload } from 'payload';
import { deleteOldIdempotencyKeys } from '../database/idempotency.ts';
import { ensureTrackingPartitions } from '../database/schema/tracking-partitions.ts';
import { database } from '../database/transaction.ts';
import type { Queues } from '../events/queues.ts';
import { reconcile } from '../events/reconcile.ts';
import { runtimeOf } from '../lib/runtime.ts';
import { compactCounts, countFunnels, expireTracking, rebuildStaleDays } from '../services/analytics/index.ts';
import { emitDueReminders, generateSlots } from '../services/appointments/index.ts';
import { announceAllChangedProducts, deleteOldPriceChanges } from '../services/catalogue/index.ts';
import { deleteOrphanedFiles, removeOldSitemaps } from '../services/content/index.ts';
import {
  deleteEndedSessions,
  deleteExpiredResetTokens,
  deleteExpiredTokens,
  deleteUsedCodes,
} from '../services/identity/index.ts';
import {
  cancelIntents,
  catchUpWebhooks,
  createMissingPdfs,
  expireOrders,
  reconcilePayments,
} from '../services/sales/index.ts';
import { watchContentTasks } from './content/content-tasks.ts';
import { createRequeue } from './dispatch.ts';
import { expirePersonalData } from './identity/expire-personal-data.ts';
import { listSubscribers } from './subscribers.ts';
import type { Timings } from './timings.ts';

const HOUR_MS = 60 * 60_000;
const PARTITIONS_AHEAD = 3;

export type JobSchedule = {
  name: string;
  /** Milliseconds between two runs. */
  every: number;
  /** Whether the schedule also runs when a worker starts, because its work cannot wait for the next run. */
  atStart?: boolean;
  /** Does the work; idempotent and safe to run concurrently. BullMQ stores the result with the job. */
  run: (payload: Payload) => Promise<unknown>;
};

/**
 * Creates the schedules of the workers. If a run is lost, the next run also does the work of the lost one, because the state of
 * the work is in Postgres.
 */
export const createSchedules = (queues: Queues, timings: Timings): JobSchedule[] => [
  { name: 'generate-slots', every: HOUR_MS, atStart: true, run: (payload) => generateSlots(payload) },
  { name: 'remind', every: timings.scheduleIntervalMs, run: emitDueReminders },
  { name: 'expire-orders', every: timings.scheduleIntervalMs, run: expireOrders },
  { name: 'cancel-intents', every: timings.scheduleIntervalMs, run: cancelIntents },
  { name: 'reconcile-payments', every: timings.scheduleIntervalMs, run: (payload) => reconcilePayments(payload) },
  { name: 'catch-up-webhooks', every: HOUR_MS, run: catchUpWebhooks },
  { name: 'make-invoice-pdfs', every: timings.scheduleIntervalMs, run: createMissingPdfs },
  {
    name: 'reconcile',
    every: timings.scheduleIntervalMs,
    atStart: true,
    run: (payload) =>
      reconcile(payload, {
        listSubscribers,
        requeue: createRequeue(queues, runtimeOf(payload).redis),
        afterMs: timings.reconcileAfterMs,
      }),
  },
  {
    name: 'content-tasks',
    every: timings.scheduleIntervalMs,
    atStart: true,
    run: (payload) => watchContentTasks(payload, timings),
  },
  { name: 'remove-old-sitemaps', every: HOUR_MS, run: removeOldSitemaps },
  {
    name: 'tracking-partitions',
    every: 24 * HOUR_MS,
    atStart: true,
    run: (payload) => ensureTrackingPartitions(database(payload), 1 + PARTITIONS_AHEAD),
  },
  { name: 'expire-tracking', every: 24 * HOUR_MS, run: (payload) => expireTracking(payload) },
  { name: 'compact-counts', every: timings.scheduleIntervalMs, run: compactCounts },
  { name: 'count-funnels', every: Math.min(10_000, timings.scheduleIntervalMs), run: countFunnels },
  { name: 'rebuild-analytics', every: timings.scheduleIntervalMs, run: rebuildStaleDays },
  { name: 'forget-idempotency-keys', every: HOUR_MS, run: deleteOldIdempotencyKeys },
  { name: 'expire-personal-data', every: HOUR_MS, run: expirePersonalData },
  { name: 'delete-expired-tokens', every: HOUR_MS, run: deleteExpiredTokens },
  { name: 'announce-product-news', every: timings.scheduleIntervalMs, run: announceAllChangedProducts },
  { name: 'delete-expired-reset-links', every: HOUR_MS, run: deleteExpiredResetTokens },
  { name: 'delete-ended-staff-sessions', every: HOUR_MS, run: deleteEndedSessions },
  { name: 'delete-used-codes', every: HOUR_MS, run: deleteUsedCodes },
  { name: 'delete-old-price-changes', every: HOUR_MS, run: deleteOldPriceChanges },
  { name: 'sweep-abandoned-files', every: timings.scheduleIntervalMs, run: deleteOrphanedFiles },
];
