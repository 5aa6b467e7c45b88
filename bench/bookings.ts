import { runBare, startLimit } from './support/bare-statements.ts';
import { type Benchmark, rate } from './support/benchmark.ts';
import { bookOnce } from './support/book-once.ts';
import { insertCustomers, makeBookings } from './support/data.ts';
import { bookOverHttp } from './support/load.ts';
import { startWeb } from './support/programs.ts';
import { startSite } from './support/site.ts';
import { forBooking, RECORDER } from './support/statements.ts';
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
      const made = await makeBookings(site.database, customers, count);
      const requests = made.map(({ customer, slotId }) => forBooking(recording, customer.id, slotId));
      return runBare(limits.slice(0, processes), site, requests);
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
