import { sql } from '@payloadcms/db-postgres';
import { beforeEach, describe, expect, test } from 'vitest';
import { ensureTrackingPartitions } from '../../../src/database/schema/tracking-partitions.ts';
import { database } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { countFunnels } from '../../../src/services/analytics/count-funnels.ts';
import { DEFAULT_FUNNELS } from '../../../src/services/analytics/define-funnels.ts';
import { expireTracking } from '../../../src/services/analytics/expire-tracking.ts';
import { funnelsStillCounting, readFunnels } from '../../../src/services/analytics/read-funnels.ts';
import { rebuildStaleDays } from '../../../src/services/analytics/roll-ups.ts';
import type { TrackingEvent } from '../../../src/services/analytics/store-events.ts';
import { startGateway } from '../../support/gateway.ts';
import { countRawEvents, readRollups, record, trackingEvent } from '../../support/rollups.ts';
import { staffTokens } from '../../support/staff.ts';

const { payload, call } = await startGateway();
const { admin } = await staffTokens(payload);
const db = database(payload);

beforeEach(async () => {
  await db.execute(sql`
    TRUNCATE tracking_events, analytics_counts, analytics_deltas, analytics_seen, analytics_identities,
      analytics_step_events, analytics_funnel_queue, analytics_funnel_progress, analytics_stale_days, analytics_retention`);
});

const DAY = { from: '2026-11-02', to: '2026-11-02' };

/** Returns an event on 2 November 2026 at a time of day (UTC). */
const at = (time: string, given: Partial<TrackingEvent>) =>
  trackingEvent({ ...given, occurredAt: `2026-11-02T${time}:00.000Z` });

/** Counts the sessions that reached each step of a funnel. */
async function steps(key: string, period = DAY): Promise<number[]> {
  await countFunnels(payload);
  const funnels = await readFunnels(payload, period, { compare: false });
  return funnels.find((funnel) => funnel.key === key)?.steps.map(({ sessions }) => sessions) ?? [];
}

const BOOKING: Partial<TrackingEvent>[] = [
  { type: 'page_view', pageUrl: 'https://www.lomashwood.co.uk/appointments' },
  { type: 'booking_started' },
  { type: 'slot_selected' },
];
const booking = (sessionId: string, userId: string | null = null, hour = '10') =>
  BOOKING.map((given, i) => at(`${hour}:0${i}`, { ...given, sessionId, userId }));
const booked = (userId: string, time: string) =>
  at(time, { type: 'booking_created', category: 'appointment', userId, pageUrl: null, properties: { type: 'ONLINE' } });

test('the default funnels are counted before staff have saved the settings for the first time', async () => {
  const { funnels, retentionMonths } = await payload.findGlobal({ slug: 'analytics-settings' });
  expect(retentionMonths).toBe(25);
  const saved = funnels?.map(({ key, name, windowHours, steps }) => ({
    key,
    name,
    windowHours,
    steps: steps.map(getStep),
  }));
  expect(saved).toEqual(DEFAULT_FUNNELS.map((funnel) => ({ ...funnel, steps: funnel.steps.map(getStep) })));
  const { rows } = await db.execute(sql`
    SELECT funnel, position, event, page, window_minutes AS minutes FROM analytics_funnel_steps ORDER BY funnel, position`);
  expect(rows).toEqual(
    DEFAULT_FUNNELS.flatMap(({ key, windowHours, steps }) =>
      steps.map(({ event, page }, i) => ({
        ...{ funnel: key, position: i + 1, event, page: page ?? '', minutes: windowHours * 60 },
      })),
    ),
  );
});

const getStep = ({ label, event, page }: { label: string; event: string; page?: string | null }) => ({
  ...{ label, event, page: page ?? null },
});

test('a session counts up to the last step that it reached, whatever the order in which its events arrive', async () => {
  const [a, b] = [booking('a'), booking('b')];
  for (const event of [...a].reverse()) await record(payload, [event]);
  await record(payload, b.slice(0, 2));
  expect(await steps('appointment')).toEqual([2, 2, 1, 0]);
  await record(payload, b.slice(2));
  expect(await steps('appointment')).toEqual([2, 2, 2, 0]);
});

test('a step counts only after the previous step, and within the time window of the first', async () => {
  const [page, began, chose] = booking('a');
  if (!page || !began || !chose) throw new Error('A booking has three steps.');
  await record(payload, [at('09:00', { type: 'slot_selected', sessionId: 'a' }), page, began]);
  await record(
    payload,
    [page, began].map((event) => ({ ...trackingEvent({ ...event, sessionId: 'late' }), id: trackingEvent().id })),
  );
  await record(payload, [
    trackingEvent({ type: 'slot_selected', sessionId: 'late', occurredAt: '2026-11-03T10:01:00.000Z' }),
  ]);
  expect(await steps('appointment')).toEqual([2, 2, 0, 0]);
});

test('an event that the server records counts for the latest session that the customer had started before', async () => {
  const customer = uuidv7();
  await record(payload, [booked(customer, '10:30')]);
  expect(await steps('appointment')).toEqual([0, 0, 0, 0]);
  await record(payload, [
    ...booking('morning', customer, '08'),
    ...booking('noon', customer),
    ...booking('evening', customer, '18'),
  ]);
  expect(await steps('appointment')).toEqual([3, 3, 3, 1]);
  const { rows } = await db.execute(sql`SELECT session_id FROM analytics_funnel_progress WHERE reached = 4`);
  expect(rows).toEqual([{ session_id: 'noon' }]);
});

describe('when staff change the funnels', () => {
  const save = (funnels: object[]) =>
    payload.updateGlobal({ slug: 'analytics-settings', data: { retentionMonths: 25, funnels } as never });

  test('a new funnel is counted from raw events, and the others keep their counts', async () => {
    await ensureTrackingPartitions(db, 1, new Date('2026-11-02T00:00:00Z'));
    await record(payload, [
      ...booking('a'),
      at('11:00', { type: 'brochure_opened', sessionId: 'a' }),
      at('11:05', { type: 'page_view', sessionId: 'a', pageUrl: 'https://www.lomashwood.co.uk/kitchens/oak' }),
    ]);
    expect(await steps('appointment')).toEqual([1, 1, 1, 0]);
    await save([
      ...DEFAULT_FUNNELS,
      {
        name: 'Brochure readers',
        windowHours: 2,
        steps: [
          { label: 'Opened it', event: 'brochure_opened' },
          { label: 'Came for a kitchen', event: 'page_view', page: '/kitchens' },
        ],
      },
    ]);
    await rebuildStaleDays(payload);
    expect(await steps('brochure-readers')).toEqual([1, 1]);
    expect(await steps('appointment')).toEqual([1, 1, 1, 0]);
    await save([DEFAULT_FUNNELS[1] as object]);
    expect(await steps('brochure-readers')).toEqual([]);
    expect(Object.keys(await readRollups(payload)).filter((name) => name.includes('brochure-readers'))).toEqual([]);
  });

  test('a step of a new funnel is counted even if the session had the same event before the previous step as well', async () => {
    await ensureTrackingPartitions(db, 1, new Date('2026-11-02T00:00:00Z'));
    const viewed = { type: 'product_viewed', sessionId: 'a' };
    await record(payload, [
      at('09:00', viewed),
      at('10:00', { type: 'add_to_basket', sessionId: 'a' }),
      at('11:00', viewed),
    ]);
    expect(await steps('purchase')).toEqual([1, 1, 0, 0]);
    const back = {
      name: 'Back again',
      windowHours: 24,
      steps: [
        { label: 'In the basket', event: 'add_to_basket' },
        { label: 'Looked again', event: 'product_viewed' },
      ],
    };
    await save([...DEFAULT_FUNNELS, back]);
    await rebuildStaleDays(payload);
    expect(await steps('back-again')).toEqual([1, 1]);
    await save(DEFAULT_FUNNELS);
  });

  test('two funnels with the same name get different keys', async () => {
    const funnel = { name: 'Same', windowHours: 1, steps: DEFAULT_FUNNELS[0]?.steps };
    const { funnels } = await save([funnel, funnel]);
    expect(funnels?.map(({ key }) => key)).toEqual(['same', 'same-2']);
    await save(DEFAULT_FUNNELS);
  });

  test('a new funnel does not take the key of an existing one with the same name, in any position', async () => {
    const newer = { name: 'Purchase', windowHours: 1, steps: DEFAULT_FUNNELS[0]?.steps };
    const { funnels } = await save([newer, ...DEFAULT_FUNNELS]);
    expect(funnels?.map(({ key }) => key)).toEqual(['purchase-2', 'appointment', 'purchase']);
    await save(DEFAULT_FUNNELS);
  });

  const step = { label: 'Came', event: 'page_view' };
  const added = (funnel: unknown) => [...DEFAULT_FUNNELS, funnel];
  const wrong = (over: object) => added({ name: 'Wrong', windowHours: 1, steps: [step, step], ...over });
  const wrongStep = (over: object) => wrong({ steps: [step, { ...step, ...over }] });
  test.each<[path: string, unknown[], (value: unknown) => unknown]>([
    ['funnels', [{}, 'all', 1, true, null], (value) => value],
    ['funnels.2', [null, 'all', [], 1], added],
    ['funnels.2.name', [{}, [], 1, null], (name) => wrong({ name })],
    ['funnels.2.key', [{}, [], 1], (key) => wrong({ key })],
    ['funnels.2.windowHours', [{}, [], 'one', null], (windowHours) => wrong({ windowHours })],
    ['funnels.2.steps', [{}, 'all', 1, null, []], (steps) => wrong({ steps })],
    ['funnels.2.steps.2', [null, 'all', [], 1], (extra) => wrong({ steps: [step, step, extra] })],
    ['funnels.2.steps.1.id', [{}, [], 1], (id) => wrongStep({ id })],
    ['funnels.2.steps.1.label', [{}, [], 1, null], (label) => wrongStep({ label })],
    ['funnels.2.steps.1.event', [{}, [], 1, null], (event) => wrongStep({ event })],
    ['funnels.2.steps.1.page', [{}, [], ['/'], 1], (page) => wrongStep({ page })],
  ])('an invalid value at %s is refused with its path, and no funnel changes', async (path, values, withIt) => {
    for (const value of values) {
      const body = { funnels: withIt(value) };
      const answer = await call('POST', '/api/globals/analytics-settings', { token: admin, body });
      const named = { status: 400, body: { errors: [{ data: { errors: [{ path }] } }] } };
      expect(answer, JSON.stringify(value)).toMatchObject(named);
    }
    const saved = await payload.findGlobal({ slug: 'analytics-settings' });
    expect(saved.funnels?.map(({ key }) => key)).toEqual(['appointment', 'purchase']);
  });
});

test('raw events of a month expire together with all session data, and their counts remain', async () => {
  await ensureTrackingPartitions(db, 4, new Date('2024-01-15T00:00:00Z'));
  const old = ['2024-01-31T23:59:59.999Z', '2024-02-29T12:00:00.000Z', '2024-03-01T00:00:00.000Z'].map((occurredAt) =>
    trackingEvent({ occurredAt, sessionId: occurredAt, type: 'product_viewed' }),
  );
  // The timestamp in this id is 0, before all monthly partitions, so the row is stored in the default partition.
  const timeless = { occurredAt: '2024-02-10T00:00:00.000Z', id: '00000000-0000-7000-8000-000000000001' };
  await record(payload, [...old, trackingEvent({ ...timeless, sessionId: 'timeless' })]);
  await countFunnels(payload);
  const before = await readRollups(payload);
  expect(await expireTracking(payload, new Date('2026-04-20T00:00:00Z'))).toBe(2);
  const { rows } = await db.execute(sql`SELECT session_id FROM tracking_events`);
  expect(rows).toEqual([{ session_id: '2024-03-01T00:00:00.000Z' }]);
  expect(await readRollups(payload)).toEqual(before);
  expect((await db.execute(sql`SELECT 1 FROM analytics_step_events`)).rows).toHaveLength(0);
  expect(await expireTracking(payload, new Date('2026-04-21T00:00:00Z'))).toBe(0);
  expect(await countRawEvents(payload)).not.toEqual({});
});

test.each([0, -1, 0.5])('an invalid retention of %s months removes nothing', async (months) => {
  await ensureTrackingPartitions(db, 1, new Date('2024-01-15T00:00:00Z'));
  await record(payload, [trackingEvent({ occurredAt: '2024-01-31T12:00:00.000Z', sessionId: 'kept' })]);
  await db.execute(sql`UPDATE analytics_settings SET retention_months = ${months}`);
  await expect(expireTracking(payload, new Date('2026-04-20T00:00:00Z'))).rejects.toThrow(RangeError);
  expect((await db.execute(sql`SELECT 1 FROM tracking_events WHERE session_id = 'kept'`)).rows).not.toHaveLength(0);
});

test('a funnel is reported as still counting until its figures are complete', async () => {
  const counting = async () => {
    const funnels = await readFunnels(payload, DAY, { compare: false });
    return [...(await funnelsStillCounting(payload, funnels))].toSorted();
  };
  expect(await counting()).toEqual([]);
  await record(payload, booking('a'));
  expect(await counting()).toEqual(['appointment', 'purchase']);
  await countFunnels(payload);
  expect(await counting()).toEqual([]);
  await db.execute(sql`INSERT INTO analytics_stale_days (day) VALUES ('2026-11-02')`);
  expect(await counting()).toEqual(['appointment', 'purchase']);
  await rebuildStaleDays(payload);
  await countFunnels(payload);
  expect(await counting()).toEqual([]);
});
