import pg from 'pg';
import { type Benchmark, cost } from './support/benchmark.ts';
import { bookOnce } from './support/book-once.ts';
import { type BenchCustomer, insertCustomers, insertSlots, toBookingRequest } from './support/data.ts';
import { startWebProgram } from './support/programs.ts';
import { startBenchSite } from './support/site.ts';
import { forBooking, RECORDER, type Recording } from './support/statements.ts';
import { measureInTurn } from './support/statistics.ts';

const CUSTOMERS = 500;

type Outcome = { created: number; conflict: number; other: number; ms: number };

/**
 * 500 customers book the same slot at the same moment through two web processes: one succeeds, the others get a
 * conflict.
 */
export const sameSlot: Benchmark = async ({ rounds }, cleanup) => {
  const site = await startBenchSite(cleanup);
  const recording = await bookOnce(site, await startWebProgram(site, cleanup, RECORDER));
  const bases = [(await startWebProgram(site, cleanup)).base, (await startWebProgram(site, cleanup)).base];
  // As many connections as both web processes have together.
  const pool = new pg.Pool({ connectionString: site.environment.DATABASE_URL, max: 40 });
  cleanup.add(() => pool.end());

  const outcomes: Outcome[] = [];
  const measure = {
    ours: async () => {
      const outcome = await bookConcurrently(
        bases,
        await insertCustomers(site, CUSTOMERS),
        await newSlot(site.database),
      );
      outcomes.push(outcome);
      return outcome.ms;
    },
    limit: async () =>
      reserveConcurrently(pool, recording, await insertCustomers(site, CUSTOMERS), await newSlot(site.database)),
  };
  await measure.ours();
  await measure.limit();
  const times = await measureInTurn(rounds, measure);

  const most = (of: (outcome: Outcome) => number) => Math.max(...outcomes.map(of));
  const least = (of: (outcome: Outcome) => number) => Math.min(...outcomes.map(of));
  const created = [least((outcome) => outcome.created), most((outcome) => outcome.created)];
  const count = { limit: null, unit: 'responses' };
  return [
    cost(
      { name: 'booked (201), worst round', ours: created[0] === 1 ? (created[1] ?? 0) : 0, ...count },
      { text: 'exactly 1', met: () => created.every((value) => value === 1) },
    ),
    cost(
      { name: 'refused (409), worst round', ours: least(({ conflict }) => conflict), ...count },
      { text: `${CUSTOMERS - 1}`, met: ({ ours }) => ours === CUSTOMERS - 1 },
    ),
    cost(
      { name: 'other statuses, worst round', ours: most(({ other }) => other), ...count },
      { text: '0', met: ({ ours }) => ours === 0 },
    ),
    cost({ name: 'until all 500 responses have arrived', ...times, unit: 'ms' }),
  ];
};

async function newSlot(database: pg.Pool): Promise<string> {
  const [slotId] = await insertSlots(database, 1);
  if (!slotId) throw new Error('The slot could not be inserted.');
  return slotId;
}

async function bookConcurrently(
  bases: readonly string[],
  customers: BenchCustomer[],
  slotId: string,
): Promise<Outcome> {
  const requests = customers.map((customer) => toBookingRequest({ customer, slotId }));
  const start = performance.now();
  const statuses = await Promise.all(
    requests.map(async (request, index) => {
      const response = await fetch(`${bases[index % bases.length]}/v1/appointments`, request);
      await response.arrayBuffer();
      return response.status;
    }),
  );
  const ms = performance.now() - start;
  const created = statuses.filter((status) => status === 201).length;
  const conflict = statuses.filter((status) => status === 409).length;
  return { created, conflict, other: statuses.length - created - conflict, ms };
}

/** Runs only the SQL of the bookings. A transaction that does not get the slot rolls back at once. @returns milliseconds */
async function reserveConcurrently(
  pool: pg.Pool,
  recording: Recording,
  customers: BenchCustomer[],
  slotId: string,
): Promise<number> {
  const bookings = customers.map((customer) => forBooking(recording, customer, slotId));
  const start = performance.now();
  await Promise.all(
    bookings.map(async (statements) => {
      const client = await pool.connect();
      try {
        for (const statement of statements) {
          const { rowCount } = await client.query(statement);
          if (/^\s*UPDATE time_slots/.test(statement.text) && rowCount === 0) {
            await client.query('ROLLBACK');
            return;
          }
        }
      } finally {
        client.release();
      }
    }),
  );
  return performance.now() - start;
}
