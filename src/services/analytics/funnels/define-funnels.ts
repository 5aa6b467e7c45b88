import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../../database/transaction.ts';
import { holdFunnels, holdRollups } from '../locks.ts';
import { markAllStale } from '../rebuild.ts';
import type { Funnel } from './defaults.ts';
import type { FunnelSteps, Step } from './progress.ts';
import { readFunnelSteps } from './read-steps.ts';

/**
 * Has these funnels counted from now on, and those that are new or changed from the raw events that there are. In the
 * transaction of `req`, that of the setting; the counting itself follows within minutes.
 */
export async function defineFunnels(req: Transactional, funnels: readonly Funnel[]): Promise<void> {
  await holdRollups(req);
  await holdFunnels(req);
  const before = await readFunnelSteps(req);
  const after = funnels.map(asCounted);
  const kept = before.filter((one) => after.some((other) => isSame(one, other)));
  if (kept.length === before.length && kept.length === after.length) return;
  await forget(
    req,
    before.filter((one) => !kept.includes(one)).map(({ funnel }) => funnel),
  );
  await store(req, after);
  await requeue(req);
  const missing = ({ steps }: FunnelSteps) => steps.some((step) => !isKept(before, after, step));
  if (after.some(missing)) await markAllStale(req);
}

const asCounted = ({ key, windowHours, steps }: Funnel): FunnelSteps => ({
  funnel: key,
  windowMinutes: Math.round(windowHours * 60),
  steps: steps.map(({ event, page }) => ({ event, page: page ?? '' })),
});

const isSame = (one: FunnelSteps, other: FunnelSteps) => canonical(one) === canonical(other);

const canonical = ({ funnel, windowMinutes, steps }: FunnelSteps) =>
  JSON.stringify([funnel, windowMinutes, steps.map(({ event, page }) => [event, page])]);

/** Whether all events that this step needs are at hand already: of what only began funnels just the first was copied. */
const isKept = (before: FunnelSteps[], after: FunnelSteps[], { event, page }: Step) =>
  before.some(({ steps }) => steps.some((kept) => kept.event === event && page.startsWith(kept.page))) &&
  (onlyBegins(after, event) || !onlyBegins(before, event));

const onlyBegins = (funnels: FunnelSteps[], event: string) =>
  funnels.every(({ steps }) => steps.every((step, i) => i === 0 || step.event !== event));

/** What was counted of a funnel that is no more, or is another now. */
async function forget(req: Transactional, funnels: string[]): Promise<void> {
  const tx = await sessionOf(req);
  const names = sql`(SELECT json_array_elements_text(${JSON.stringify(funnels)}::json))`;
  await tx.execute(sql`DELETE FROM analytics_funnel_progress WHERE funnel IN ${names}`);
  await tx.execute(sql`DELETE FROM analytics_counts WHERE metric = 'funnel' AND key::json->>0 IN ${names}`);
  await tx.execute(sql`DELETE FROM analytics_deltas WHERE metric = 'funnel' AND key::json->>0 IN ${names}`);
}

async function store(req: Transactional, funnels: FunnelSteps[]): Promise<void> {
  const tx = await sessionOf(req);
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
  await (await sessionOf(req)).execute(sql`
    INSERT INTO analytics_funnel_queue (sessions, users)
    SELECT array_agg(session_id), '{}' FROM (
      SELECT session_id, row_number() OVER (ORDER BY session_id) / 1000 AS part
      FROM (SELECT DISTINCT session_id FROM analytics_step_events WHERE session_id IS NOT NULL) AS session
    ) AS numbered GROUP BY part`);
}
