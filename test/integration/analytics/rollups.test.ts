import { sql } from '@payloadcms/db-postgres';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { countFunnels } from '../../../src/services/analytics/count-funnels.ts';
import { compactCounts } from '../../../src/services/analytics/expire-tracking.ts';
import { unlinkTracking } from '../../../src/services/analytics/personal-data.ts';
import { markAllDaysStale, rebuildStaleDays } from '../../../src/services/analytics/roll-ups.ts';
import type { TrackingEvent } from '../../../src/services/analytics/store-events.ts';
import { countRawEvents, createUuidAt, readRollups, record, trackingEvent } from '../../support/rollups.ts';
import { startSite } from '../../support/site.ts';

const { payload } = await startSite();
const db = database(payload);

const clearRollups = () =>
  db.execute(sql`
    TRUNCATE analytics_counts, analytics_deltas, analytics_seen, analytics_identities, analytics_step_events,
      analytics_funnel_queue, analytics_funnel_progress, analytics_stale_days`);
const clear = async () => {
  await clearRollups();
  await db.execute(sql`TRUNCATE tracking_events`);
};
afterEach(clear);

/** Reads the rollups except those of funnels, which `countRawEvents` does not count. */
const counted = async () =>
  Object.fromEntries(Object.entries(await readRollups(payload)).filter(([name]) => !name.startsWith('funnel')));
const funnels = async () => {
  await countFunnels(payload);
  return Object.fromEntries(Object.entries(await readRollups(payload)).filter(([name]) => name.startsWith('funnel')));
};
const progress = async () =>
  (await db.execute(sql`SELECT funnel, session_id, day::text, reached FROM analytics_funnel_progress ORDER BY 1, 2`))
    .rows;

/** Start times: just before the clocks go back in London, and just before the turn of the year. */
const STARTS = ['2026-10-24T21:30:00Z', '2026-12-31T22:00:00Z'].map((at) => Date.parse(at));
const USERS = [uuidv7(), uuidv7(), uuidv7()];
const SERVER_SIDE = {
  booking_created: { category: 'appointment', properties: { type: 'ONLINE' } },
  checkout_started: { category: 'commerce', properties: {} },
  conversion: { category: 'commerce', properties: { amount: 149_999 } },
  payment_refunded: { category: 'commerce', properties: { amount: 5000 } },
} as const;

const fromBrowser = fc.record({
  type: fc.constantFrom('page_view', 'page_view', 'product_viewed', 'add_to_basket', 'booking_started', 'conversion'),
  sessionId: fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { freq: 6 }),
  userId: fc.option(fc.constantFrom(...USERS), { freq: 1 }),
  isBot: fc.constantFrom(false, false, false, true),
  pageUrl: fc.constantFrom(
    ...[
      'https://www.lomashwood.co.uk/appointments?step=1#top',
      'https://lomashwood.co.uk',
      'https://lomashwood.co.uk/a/b?c',
    ],
  ),
  referrer: fc.constantFrom(
    null,
    'https://www.google.com/search',
    'https://lomashwood.co.uk/x',
    'http://news.example:81/',
  ),
  utm: fc.constantFrom<Record<string, string>>({}, { gclid: 'x' }, { utm_source: 'ad "new"', utm_campaign: 'spring' }),
  properties: fc.constant({ amount: 1 }),
});
const fromHere = fc
  .record({
    type: fc.constantFrom(...(Object.keys(SERVER_SIDE) as (keyof typeof SERVER_SIDE)[])),
    userId: fc.option(fc.constantFrom(...USERS), { freq: 6 }),
  })
  .map(({ type, userId }) => ({ type, userId, ...SERVER_SIDE[type], pageUrl: null, utm: {}, ipPrefix: null }));

const events = fc
  .array(
    fc.record({
      given: fc.oneof({ weight: 4, arbitrary: fromBrowser }, { weight: 1, arbitrary: fromHere }),
      start: fc.constantFrom(...STARTS),
      minutes: fc.nat(300),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((list) =>
    list.map(({ given, start, minutes }) => {
      const occurredAt = new Date(start + minutes * 60_000).toISOString();
      return trackingEvent({ ...given, occurredAt, id: createUuidAt(occurredAt) } as Partial<TrackingEvent>);
    }),
  );

const step = fc.oneof(
  {
    weight: 6,
    // Stores the events three times concurrently, as when another worker claims events that are still being stored.
    arbitrary: fc.record({
      do: fc.constant('record' as const),
      from: fc.nat(39),
      count: fc.integer({ min: 1, max: 20 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('compact' as const, 'count' as const, 'rebuild' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('erase' as const), user: fc.constantFrom(...USERS) }) },
);

type Action = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function rebuild(): Promise<void> {
  await withTransaction(payload, markAllDaysStale);
  // Some events of this test are in the future, and `markAllDaysStale` marks no future days. Mark these days, too.
  await db.execute(sql`
    INSERT INTO analytics_stale_days SELECT DISTINCT (occurred_at AT TIME ZONE 'Europe/London')::date FROM tracking_events
    ON CONFLICT DO NOTHING`);
  await rebuildStaleDays(payload);
}

async function applyAction(action: Action, list: TrackingEvent[]): Promise<void> {
  switch (action.do) {
    case 'record': {
      const part = list.slice(action.from % list.length, (action.from % list.length) + action.count);
      await Promise.all([
        record(payload, part),
        record(payload, part.toReversed()),
        record(payload, [...part, ...part]),
      ]);
      return;
    }
    case 'compact':
      return compactCounts(payload);
    case 'count':
      await countFunnels(payload);
      return;
    case 'rebuild':
      return rebuild();
    case 'erase':
      return withTransaction(payload, (req) => unlinkTracking(req, action.user));
  }
}

test('the rollups equal a recount of the raw events after any sequence of actions', async () => {
  await fc.assert(
    fc
      .asyncProperty(events, fc.array(step, { minLength: 1, maxLength: 12 }), async (list, actions) => {
        for (const action of actions) await applyAction(action, list);
        expect(await counted()).toEqual(await countRawEvents(payload));
        const [incremental, reached] = [await funnels(), await progress()];
        await clearRollups();
        await rebuild();
        expect(await counted()).toEqual(await countRawEvents(payload));
        expect(await funnels()).toEqual(incremental);
        expect(await progress()).toEqual(reached);
      })
      .afterEach(async () => void (await clear())),
    { numRuns: 40 },
  );
}, 180_000);

test('all spellings of a page’s address count as one page', async () => {
  const site = 'https://www.lomashwood.co.uk';
  const addresses = [
    `${site}/zz`,
    `${site}/zz/`,
    `${site}/zz//?a=1`,
    '/zz',
    '/zz?next=https://a/b',
    '//www.lomashwood.co.uk/zz',
    '//www.lomashwood.co.uk/zz/?a=1',
    `${site}/zz#https://a/b`,
  ];
  const roots = ['//www.lomashwood.co.uk', site, `${site}/`, `${site}?next=https://a/b`];
  const occurredAt = '2026-11-02T12:00:00.000Z';
  await record(
    payload,
    [...addresses, ...roots].map((pageUrl) => trackingEvent({ pageUrl, occurredAt })),
  );
  const pages = Object.entries(await readRollups(payload)).filter(([name]) => name.startsWith('page '));
  expect(Object.fromEntries(pages)).toEqual({
    'page 2026-11-02 /zz': { count: addresses.length, amount: 0 },
    'page 2026-11-02 /': { count: roots.length, amount: 0 },
  });
});
