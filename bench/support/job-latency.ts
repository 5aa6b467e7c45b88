import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { poll } from '../../local/services/poll.ts';
import { insertCustomers, makeBookings, requestOf } from './data.ts';
import { openLoop } from './open-loop.ts';
import type { BenchSite } from './site.ts';

/** Few enough that the worker, which renders three e-mails a booking, is idle most of the time. */
export const PER_SECOND = 5;
const QUEUES = ['notifications', 'analytics'];
const SUBSCRIBERS = 4;
const PATIENCE_MS = 60_000;

/**
 * Books `count` slots, {@link PER_SECOND}, and looks at the jobs of their events.
 * @returns for each job the milliseconds from its event's timestamp, which is taken before the commit, to its start.
 */
export async function jobLatencies(site: BenchSite, base: string, count: number): Promise<number[]> {
  const { database, environment } = site;
  const customers = await insertCustomers(site, 50);
  const bookings = await makeBookings(database, customers, count);
  await openLoop(count, PER_SECOND, async (index) => {
    const booking = bookings[index];
    const response = booking && (await fetch(`${base}/v1/appointments`, requestOf(booking)));
    if (response?.status !== 201) throw new Error(`Not booked: ${response?.status} ${await response?.text()}`);
    await response.arrayBuffer();
  });
  const { rows } = await database.query<{ id: string; timestamp: Date }>(
    `SELECT id, timestamp FROM domain_events
     WHERE topic = 'booking.created' AND payload->>'userId' = ANY($1::text[])`,
    [customers.map(({ id }) => id)],
  );
  const emitted = new Map(rows.map(({ id, timestamp }) => [id, timestamp.getTime()]));
  const starts = await startsOf(environment.REDIS_URL ?? '', emitted);
  await expectAll(starts.length, rows.length, count);
  return starts;
}

async function expectAll(jobs: number, events: number, bookings: number): Promise<void> {
  if (events === bookings && jobs === bookings * SUBSCRIBERS) return;
  throw new Error(`${bookings} bookings made ${events} events and ${jobs} jobs that were done.`);
}

/** Waits until the jobs of these events are done. */
async function startsOf(redisUrl: string, emitted: ReadonlyMap<string, number>): Promise<number[]> {
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const queues = QUEUES.map((name) => new Queue(name, { connection, prefix: 'queue' }));
  const read = async () => {
    const jobs = (await Promise.all(queues.map((queue) => queue.getJobs(['completed'])))).flat();
    const starts = jobs.flatMap(({ data, processedOn }) => {
      const since = emitted.get(data.eventId);
      return since === undefined || processedOn === undefined ? [] : [processedOn - since];
    });
    return starts.length >= emitted.size * SUBSCRIBERS && starts;
  };
  const starts = await poll(read, { patience: PATIENCE_MS, every: 200 });
  await Promise.all(queues.map((queue) => queue.close()));
  connection.disconnect();
  return starts ?? [];
}
