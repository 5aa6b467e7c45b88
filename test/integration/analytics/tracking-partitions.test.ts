import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { ensureTrackingPartitions } from '../../../src/database/schema/tracking-partitions.ts';
import { database, transactionOf } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { createUuidAt } from '../../support/rollups.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { emitAlone, startTestWorker, waitUntilDone } from '../events/support.ts';

const { payload } = await startSite();
const db = database(payload);

const readRows = async (query: ReturnType<typeof sql>) => (await db.execute(query)).rows;

const insert = (id: string) =>
  db.execute(sql`INSERT INTO tracking_events (id, type, occurred_at) VALUES (${id}, 'test', now())`);

const readPartition = async (id: string) =>
  (await readRows(sql`SELECT tableoid::regclass::text AS name FROM tracking_events WHERE id = ${id}`))[0]?.name;

test('a domain event is recorded for analytics under its own id, without personal data', async () => {
  startTestWorker(payload);
  const userId = uuidv7();
  const fact = {
    ...{ bookingId: uuidv7(), userId, email: 'private@example.com', referenceCode: 'BK-1' },
    ...{ slotStartsAt: '2027-03-01T10:00:00.000Z', type: 'ONLINE' as const, forKitchen: true, forBedroom: false },
  };
  const event = await emitAlone(payload, 'booking.created', fact);
  await waitUntilDone(payload, event.id, [
    'analytics',
    'booking-confirmation',
    'internal-dual-booking-alert-kitchen',
    'internal-dual-booking-alert-bedroom',
    'internal-booking-alert',
  ]);
  const rows = await readRows(sql`
    SELECT id, type, category, properties, user_id, is_bot, occurred_at FROM tracking_events WHERE id = ${event.id}`);
  expect(rows).toEqual([
    {
      id: event.id,
      type: 'booking_created',
      category: 'appointment',
      properties: {
        bookingId: fact.bookingId,
        slotStartsAt: fact.slotStartsAt,
        type: 'ONLINE',
        forKitchen: true,
        forBedroom: false,
      },
      user_id: userId,
      is_bot: false,
      occurred_at: expect.anything(),
    },
  ]);
  expect(new Date(String(rows[0]?.occurred_at)).toISOString()).toBe(event.timestamp);
});

test('several processes can create partitions concurrently, and rows are stored in the month of their id', async () => {
  const from = new Date('2031-11-15T00:00:00Z');
  await Promise.all([1, 2, 3, 4].map(() => ensureTrackingPartitions(db, 3, from)));
  const ids = [
    '2031-11-01T00:00:00.000Z',
    '2031-11-30T23:59:59.999Z',
    '2031-12-01T00:00:00.000Z',
    '2032-01-31T23:59:59.999Z',
  ].map(createUuidAt);
  for (const id of ids) await insert(id);
  expect(await Promise.all(ids.map(readPartition))).toEqual([
    'tracking_events_2031_11',
    'tracking_events_2031_11',
    'tracking_events_2031_12',
    'tracking_events_2032_01',
  ]);
});

test('rows that were stored before their partition existed are moved into it', async () => {
  const [early, foreign] = [createUuidAt('2033-05-05T12:00:00.000Z'), '5b0c9a6e-8f53-4c3e-9a63-0d9cf0f6f001'];
  await insert(early);
  await insert(foreign);
  expect(await readPartition(early)).toBe('tracking_events_default');
  await ensureTrackingPartitions(db, 1, new Date('2033-05-20T00:00:00Z'));
  expect(await readPartition(early)).toBe('tracking_events_2033_05');
  expect(await readPartition(foreign)).toBe('tracking_events_default');
});

test('a row that is inserted while its partition is being created is moved into the partition, too', async () => {
  const early = createUuidAt('2035-05-05T12:00:00.000Z');
  const recording = await payload.db.beginTransaction();
  const tx = await transactionOf({ payload, transactionID: recording ?? '' });
  await tx.execute(sql`INSERT INTO tracking_events (id, type, occurred_at) VALUES (${early}, 'test', now())`);
  const made = ensureTrackingPartitions(db, 1, new Date('2035-05-20T00:00:00Z'));
  await until(
    async () => (await readRows(sql`SELECT 1 FROM pg_locks WHERE NOT granted AND relation IS NOT NULL`)).length > 0,
    'the creation of the partition to wait for the row',
  );
  await payload.db.commitTransaction(recording ?? '');
  await made;
  expect(await readPartition(early)).toBe('tracking_events_2035_05');
});

test('every partition has the primary key and the BRIN index', async () => {
  await ensureTrackingPartitions(db, 1, new Date('2034-01-01T00:00:00Z'));
  const rows = await readRows(sql`SELECT indexdef FROM pg_indexes WHERE tablename = 'tracking_events_2034_01'`);
  const definitions = rows.map(({ indexdef }) => String(indexdef)).join('\n');
  expect(definitions).toContain('USING brin (occurred_at)');
  expect(definitions).toContain('UNIQUE INDEX');
});
