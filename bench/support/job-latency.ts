import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { poll } from '../../local/services/poll.ts';
import { insertCustomers, makeBookings, toBookingRequest } from './data.ts';
import { openLoop } from './open-loop.ts';
import { JOBS } from './relay-throughput.ts';
import type { BenchSite } from './site.ts';

/** Bookings per second: few enough that the worker, which renders the e-mails of each booking, is idle most of the time. */
export const PER_SECOND = 5;
const JOBS_PER_BOOKING = Object.values(JOBS).reduce((sum, count) => sum + count);
const TIMEOUT_MS = 60_000;

/**
 * Books `count` slots, {@link PER_SECOND} per second, and reads the jobs of the events of these bookings.
 * @returns for each job, the milliseconds from the timestamp of its event, which precedes the commit, to the start of
 * the job.
 */
export async function jobLatencies(site: BenchSite, base: string, count: number): Promise<number[]> {
  const { database, environment } = site;
  const customers = await insertCustomers(site, 50);
  const bookings = await makeBookings(database, customers, count);
  await openLoop(count, PER_SECOND, async (index) => {
    const booking = bookings[index];
    const response = booking && (await fetch(`${base}/v1/appointments`, toBookingRequest(booking)));
    if (response?.status !== 201) throw new Error(`The booking failed: ${response?.status} ${await response?.text()}`);
    await response.arrayBuffer();
  });
  const { rows } = await database.query<{ id: string; timestamp: Date }>(
    `SELECT id, timestamp FROM domain_events
     WHERE topic = 'booking.created' AND payload->>'userId' = ANY($1::text[])`,
    [customers.map(({ id }) => id)],
  );
  const emitted = new Map(rows.map(({ id, timestamp }) => [id, timestamp.getTime()]));
  const starts = await readStarts(environment.REDIS_URL ?? '', emitted);
  await expectAll(starts.length, rows.length, count);
  return starts;
}

async function expectAll(jobs: number, events: number, bookings: number): Promise<void> {
  if (events === bookings && jobs === bookings * JOBS_PER_BOOKING) return;
  throw new Error(`${bookings} bookings created ${events} events, and ${jobs} of their jobs were completed.`);
}

/**
 * Waits until all jobs of the events have completed.
 * @returns for each job, the milliseconds from its event to the start of the job
 */
async function readStarts(redisUrl: string, emitted: ReadonlyMap<string, number>): Promise<number[]> {
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const queues = Object.keys(JOBS).map((name) => new Queue(name, { connection, prefix: 'queue' }));
  const read = async () => {
    const jobs = (await Promise.all(queues.map((queue) => queue.getJobs(['completed'])))).flat();
    const starts = jobs.flatMap(({ data, processedOn }) => {
      const since = emitted.get(data.eventId);
      return since === undefined || processedOn === undefined ? [] : [processedOn - since];
    });
    return starts.length >= emitted.size * JOBS_PER_BOOKING && starts;
  };
  const starts = await poll(read, { timeoutMs: TIMEOUT_MS, intervalMs: 200 });
  await Promise.all(queues.map((queue) => queue.close()));
  connection.disconnect();
  return starts ?? [];
}
