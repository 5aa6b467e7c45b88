import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../../database/transaction.ts';
import { holdFunnels, holdRollups } from '../locks.ts';
import { markAllStale } from '../rebuild.ts';
import type { Funnel } from './defaults.ts';
import type { FunnelSteps } from './progress.ts';
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
  if (after.some(({ steps }) => steps.some(({ event }) => !isCounted(before, event)))) await markAllStale(req);
}

const asCounted = ({ key, windowHours, steps }: Funnel): FunnelSteps => ({
  funnel: key,
  windowMinutes: Math.round(windowHours * 60),
  steps: steps.map(({ event, page }) => ({ event, page: page ?? '' })),
});

const isSame = (one: FunnelSteps, other: FunnelSteps) => canonical(one) === canonical(other);

const canonical = ({ funnel, windowMinutes, steps }: FunnelSteps) =>
  JSON.stringify([funnel, windowMinutes, steps.map(({ event, page }) => [event, page])]);

const isCounted = (funnels: FunnelSteps[], event: string) =>
  funnels.some(({ steps }) => steps.some((step) => step.event === event));

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
    INSERT INTO analytics_funnel_steps (funnel, position, event, page, window_minutes)
    SELECT funnel, position, event, page, "windowMinutes" FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS row (funnel text, position int, event text, page text, "windowMinutes" int)`);
}

async function requeue(req: Transactional): Promise<void> {
  await (await sessionOf(req)).execute(sql`
    INSERT INTO analytics_funnel_queue (session_id)
    SELECT DISTINCT session_id FROM analytics_step_events WHERE session_id IS NOT NULL`);
}
