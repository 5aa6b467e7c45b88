import type { Work } from './bookings-limit.ts';
import { type Benchmark, rate } from './support/benchmark.ts';
import { bookOnce } from './support/book-once.ts';
import { type BenchCustomer, insertCustomers, makeBookings } from './support/data.ts';
import { bookOverHttp, CONNECTIONS } from './support/load.ts';
import { type Program, startProgram, startWeb } from './support/programs.ts';
import { type BenchSite, startSite } from './support/site.ts';
import { forBooking, RECORDER, type Recording } from './support/statements.ts';
import { inTurn } from './support/statistics.ts';

const CUSTOMERS = 200;
const GOAL = 0.5;

/** Bookings of different slots per second, against the bare statements of the same bookings. */
export const bookings: Benchmark = async ({ rounds, quick }, cleanup) => {
  const count = quick ? 200 : 3000;
  const site = await startSite(cleanup);
  const recording = await bookOnce(site, await startWeb(site, cleanup, RECORDER));
  const webs = [await startWeb(site, cleanup), await startWeb(site, cleanup)];
  const limits = await Promise.all([startLimit(site, cleanup), startLimit(site, cleanup)]);

  const compare = async (processes: 1 | 2) => {
    const bases = webs.slice(0, processes).map(({ base }) => base);
    const ours = async () => {
      const customers = await insertCustomers(site, CUSTOMERS);
      return bookOverHttp(bases, await makeBookings(site.database, customers, count));
    };
    const limit = async () => {
      const customers = await insertCustomers(site, CUSTOMERS);
      return bookBare(limits.slice(0, processes), site, customers, recording, count);
    };
    // Also lets the programs' hot code be compiled.
    await ours();
    await limit();
    return inTurn(rounds, { ours, limit });
  };
  const unit = 'bookings/s';
  const one = await compare(1);
  const two = await compare(2);
  return [
    rate(
      { name: 'one web process', ...one, unit },
      { text: `≥ ${GOAL} × limit`, met: ({ ratio }) => (ratio ?? 0) >= GOAL },
    ),
    rate({ name: 'two web processes', ...two, unit }),
  ];
};

async function startLimit(site: BenchSite, cleanup: Parameters<Benchmark>[1]): Promise<Program> {
  const program = startProgram('bench/bookings-limit.ts', site, cleanup);
  await program.message('ready');
  return program;
}

/** Shares the bookings out among the processes. @returns bookings per second, by the slowest of them. */
async function bookBare(
  programs: readonly Program[],
  { database, environment }: BenchSite,
  customers: readonly BenchCustomer[],
  recording: Recording,
  count: number,
): Promise<number> {
  const made = await makeBookings(database, customers, count);
  const statements = made.map(({ customer, slotId }) => forBooking(recording, customer.id, slotId));
  const share = Math.ceil(count / programs.length);
  const times = await Promise.all(
    programs.map(async ({ child, message }, index) => {
      const work: Work = {
        type: 'work',
        databaseUrl: environment.DATABASE_URL ?? '',
        connections: CONNECTIONS / programs.length,
        bookings: statements.slice(index * share, (index + 1) * share),
      };
      const done = message<{ ms: number }>('done');
      child.send(work);
      return (await done).ms;
    }),
  );
  return (count / Math.max(...times)) * 1000;
}
