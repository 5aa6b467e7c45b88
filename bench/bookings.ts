import { runBare, startLimit } from './support/bare-statements.ts';
import { type Benchmark, rate } from './support/benchmark.ts';
import { bookOnce } from './support/book-once.ts';
import { insertCustomers, makeBookings } from './support/data.ts';
import { bookOverHttp } from './support/load.ts';
import { startWebProgram } from './support/programs.ts';
import { startBenchSite } from './support/site.ts';
import { forBooking, RECORDER } from './support/statements.ts';
import { measureInTurn } from './support/statistics.ts';

const CUSTOMERS = 200;
const GOAL = 0.5;

/** Measures bookings per second, each of a different slot, compared with running only the SQL statements of such bookings. */
export const bookingsBenchmark: Benchmark = async ({ rounds, quick }, cleanup) => {
  const count = quick ? 200 : 3000;
  const site = await startBenchSite(cleanup);
  const recording = await bookOnce(site, await startWebProgram(site, cleanup, RECORDER));
  const webs = [await startWebProgram(site, cleanup), await startWebProgram(site, cleanup)];
  const limits = await Promise.all([startLimit(site, cleanup), startLimit(site, cleanup)]);

  const compare = async (processes: 1 | 2) => {
    const bases = webs.slice(0, processes).map(({ base }) => base);
    const ours = async () => {
      const customers = await insertCustomers(site, CUSTOMERS);
      return bookOverHttp(bases, await makeBookings(site.database, customers, count));
    };
    const limit = async () => {
      const customers = await insertCustomers(site, CUSTOMERS);
      const made = await makeBookings(site.database, customers, count);
      const requests = made.map(({ customer, slotId }) => forBooking(recording, customer, slotId));
      return runBare(limits.slice(0, processes), site, requests);
    };
    // These runs only warm up the JIT compilers of the programs. Their results are discarded.
    await ours();
    await limit();
    return measureInTurn(rounds, { ours, limit });
  };
  const unit = 'bookings/s';
  const single = await compare(1);
  const double = await compare(2);
  return [
    rate(
      { name: 'one web process', ...single, unit },
      { text: `≥ ${GOAL} × limit`, met: ({ ratio }) => (ratio ?? 0) >= GOAL },
    ),
    rate({ name: 'two web processes', ...double, unit }),
  ];
};
