import { sql } from '@payloadcms/db-postgres/drizzle';
import { type Transactional, transactionOf } from '../../database/transaction.ts';
import { readFunnelSteps } from './count-funnels.ts';
import { lockFunnels, lockRollups } from './expire-tracking.ts';
import { markAllDaysStale } from './roll-ups.ts';
import type { FunnelStep, FunnelSteps } from './session-progress.ts';

/** A funnel as stored in `analytics-settings`. */
export type Funnel = {
  /** The key never changes, because the counts are stored under it. */
  key: string;
  name: string;
  /** Maximum hours between the first step and the last. */
  windowHours: number;
  steps: { label: string; event: string; page?: string | null }[];
};

/**
 * The default funnels, which admins can change in the settings. The server records `booking_created`, `checkout_started` and
 * `conversion`; the website sends the events of the other steps.
 */
export const DEFAULT_FUNNELS: Funnel[] = [
  {
    key: 'appointment',
    name: 'Appointment',
    windowHours: 24,
    steps: [
      { label: 'Saw the appointments page', event: 'page_view', page: '/appointments' },
      { label: 'Began a booking', event: 'booking_started' },
      { label: 'Chose a time', event: 'slot_selected' },
      { label: 'Booked', event: 'booking_created' },
    ],
  },
  {
    key: 'purchase',
    name: 'Purchase',
    windowHours: 24,
    steps: [
      { label: 'Looked at a product', event: 'product_viewed' },
      { label: 'Put a product in the basket', event: 'add_to_basket' },
      { label: 'Placed an order', event: 'checkout_started' },
      { label: 'Paid', event: 'conversion' },
    ],
  },
];

/**
 * Replaces the definitions of the counted funnels, in the transaction that saves the settings (`req`). Within minutes,
 * the workers count new and changed funnels. The counts include the raw events that are already stored.
 */
export async function defineFunnels(req: Transactional, funnels: readonly Funnel[]): Promise<void> {
  await lockRollups(req);
  await lockFunnels(req);
  const before = await readFunnelSteps(req);
  const after = funnels.map(toFunnelSteps);
  const unchanged = before.filter((candidate) => after.some((other) => isSameFunnel(candidate, other)));
  if (unchanged.length === before.length && unchanged.length === after.length) return;
  await deleteCounts(
    req,
    before.filter((candidate) => !unchanged.includes(candidate)).map(({ funnel }) => funnel),
  );
  await storeSteps(req, after);
  await requeue(req);
  const needsRebuild = ({ steps }: FunnelSteps) => steps.some((step) => !isAlreadyRecorded(before, after, step));
  if (after.some(needsRebuild)) await markAllDaysStale(req);
}

const toFunnelSteps = ({ key, windowHours, steps }: Funnel): FunnelSteps => ({
  funnel: key,
  windowMinutes: Math.round(windowHours * 60),
  steps: steps.map(({ event, page }) => ({ event, page: page ?? '' })),
});

const isSameFunnel = (candidate: FunnelSteps, other: FunnelSteps) =>
  canonicalFunnel(candidate) === canonicalFunnel(other);

const canonicalFunnel = ({ funnel, windowMinutes, steps }: FunnelSteps) =>
  JSON.stringify([funnel, windowMinutes, steps.map(({ event, page }) => [event, page])]);

/**
 * Whether `analytics_step_events` already contains all events of this step. For an event type that has only been a
 * first step so far, the table may contain only the first event of each session.
 */
const isAlreadyRecorded = (before: FunnelSteps[], after: FunnelSteps[], { event, page }: FunnelStep) =>
  before.some(({ steps }) => steps.some((recorded) => recorded.event === event && page.startsWith(recorded.page))) &&
  (onlyBegins(after, event) || !onlyBegins(before, event));

const onlyBegins = (funnels: FunnelSteps[], event: string) =>
  funnels.every(({ steps }) => steps.every((step, i) => i === 0 || step.event !== event));

/** Deletes the counts and the progress of funnels that were removed or changed. */
async function deleteCounts(req: Transactional, funnels: string[]): Promise<void> {
  const tx = await transactionOf(req);
  const names = sql`(SELECT json_array_elements_text(${JSON.stringify(funnels)}::json))`;
  await tx.execute(sql`DELETE FROM analytics_funnel_progress WHERE funnel IN ${names}`);
  await tx.execute(sql`DELETE FROM analytics_counts WHERE metric = 'funnel' AND key::json->>0 IN ${names}`);
  await tx.execute(sql`DELETE FROM analytics_deltas WHERE metric = 'funnel' AND key::json->>0 IN ${names}`);
}

async function storeSteps(req: Transactional, funnels: FunnelSteps[]): Promise<void> {
  const tx = await transactionOf(req);
  const rows = funnels.flatMap(({ steps, ...funnel }) =>
    steps.map((step, i) => ({ ...funnel, ...step, position: i + 1 })),
  );
  await tx.execute(sql`DELETE FROM analytics_funnel_steps`);
  await tx.execute(sql`
    INSERT INTO analytics_funnel_steps (funnel, position, event, page, window_minutes, begins)
    SELECT funnel, position, event, page, "windowMinutes", max(position) OVER (PARTITION BY event) = 1 FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS row (funnel text, position int, event text, page text, "windowMinutes" int)`);
}

async function requeue(req: Transactional): Promise<void> {
  await (await transactionOf(req)).execute(sql`
    INSERT INTO analytics_funnel_queue (sessions, users)
    SELECT array_agg(session_id), '{}' FROM (
      SELECT session_id, row_number() OVER (ORDER BY session_id) / 1000 AS part
      FROM (SELECT DISTINCT session_id FROM analytics_step_events WHERE session_id IS NOT NULL) AS session
    ) AS numbered GROUP BY part`);
}
