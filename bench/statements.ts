import { randomBytes } from 'node:crypto';
import bcrypt from 'bcrypt';
import pg from 'pg';
import { hashPassword } from '../src/services/identity/password.ts';
import { type Benchmark, cost, type Result } from './support/benchmark.ts';
import { bookOnce } from './support/book-once.ts';
import { insertCustomers, insertSlots, makeBookings, toBookingRequest } from './support/data.ts';
import { startWebProgram, type Web } from './support/programs.ts';
import { type BenchSite, startBenchSite } from './support/site.ts';
import { forBooking, RECORDER, recordStatements, type Statement } from './support/statements.ts';
import { measureInTurn, median } from './support/statistics.ts';

const TRANSACTION = /^\s*(begin|commit|rollback)\b/i;
/** The number of one-hour slots: more than fit into the two weeks that the list contains by default. */
const SLOTS = 500;
const WARM_UP = 20;

type Request = { path: string; init?: RequestInit };

/** The number of SQL statements and the latency of a login, a slot list and a booking, one request at a time. */
export const statements: Benchmark = async ({ rounds, quick }, cleanup) => {
  const repeat = quick ? 5 : 50;
  const site = await startBenchSite(cleanup);
  const web = await startWebProgram(site, cleanup, RECORDER);
  const client = new pg.Client(site.environment.DATABASE_URL);
  await client.connect();
  cleanup.add(() => client.end());
  await insertSlots(site.database, SLOTS);
  const [customer] = await insertCustomers(site, 1);
  if (!customer) throw new Error('The customer could not be inserted.');

  const nextSlots = async () =>
    (await makeBookings(site.database, [customer], repeat)).map((booking) => booking.slotId);
  const bare = async (list: readonly Statement[]) => {
    for (const statement of list) await client.query(statement);
  };

  const list: Request = { path: '/v1/appointments/slots?type=HOME_MEASUREMENT' };
  const listed = await record(web, list);
  const listing = await measureInTurn(rounds, {
    ours: () => timeAll(Array(repeat).fill(list), (request) => send(web, request)),
    limit: () => timeAll(Array(repeat).fill(listed), bare),
  });

  const bookingAt = (slot: string): Request => ({
    path: '/v1/appointments',
    init: toBookingRequest({ customer, slotId: slot }),
  });
  for (const slot of await nextSlots()) await send(web, bookingAt(slot));
  const recording = await bookOnce(site, web);
  const booking = await measureInTurn(rounds, {
    ours: async () => timeAll((await nextSlots()).map(bookingAt), (request) => send(web, request)),
    limit: async () =>
      timeAll(
        (await nextSlots()).map((slot) => forBooking(recording, customer, slot)),
        bare,
      ),
  });

  const login = await setPassword(site, customer.id);
  const loggedIn = await record(web, login);
  const hash = await bcrypt.hash('a password', 12);
  const loggingIn = await measureInTurn(rounds, {
    ours: () => timeAll(Array(quick ? 2 : 10).fill(login), (request) => send(web, request)),
    limit: () => timeAll(Array(quick ? 2 : 10).fill('a password'), (password) => bcrypt.compare(password, hash)),
  });

  const unit = 'ms';
  return [
    ...counts('login', loggedIn),
    cost({ name: 'login (floor: one bcrypt comparison)', ...loggingIn, unit }),
    ...counts('slot list', listed),
    cost({ name: 'slot list (floor: its statements)', ...listing, unit }),
    ...counts('booking', recording.statements),
    cost({ name: 'booking (floor: its statements)', ...booking, unit }),
  ];
};

function counts(name: string, list: readonly Statement[]): Result[] {
  const own = list.filter(({ text }) => !TRANSACTION.test(text)).length;
  const rest = { limit: null, unit: 'statements' };
  return [
    cost({ name: `${name}, SQL`, ours: own, ...rest }),
    cost({ name: `${name}, BEGIN and COMMIT`, ours: list.length - own, ...rest }),
  ];
}

/** Sends a request and expects success. */
async function send({ base }: Web, { path, init }: Request): Promise<void> {
  const response = await fetch(base + path, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} returned ${response.status} ${text}`);
}

/** Warms up the server with the request. @returns the SQL statements of one more such request */
async function record(web: Web, request: Request): Promise<Statement[]> {
  for (let count = 0; count < WARM_UP; count++) await send(web, request);
  const { statements } = await recordStatements(web, () => send(web, request));
  return statements;
}

/** Runs `work` for one item after the other. @returns the median duration in milliseconds */
async function timeAll<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (const item of items) {
    const start = performance.now();
    await work(item);
    times.push(performance.now() - start);
  }
  return median(times);
}

async function setPassword({ database }: BenchSite, customerId: string): Promise<Request> {
  const password = randomBytes(12).toString('base64url');
  const { rows } = await database.query<{ email: string }>('SELECT email FROM customers WHERE id = $1', [customerId]);
  await database.query('INSERT INTO customer_credentials (customer_id, password_hash) VALUES ($1, $2)', [
    customerId,
    await hashPassword(password),
  ]);
  const body = JSON.stringify({ email: rows[0]?.email, password });
  return {
    path: '/v1/auth/login',
    init: { method: 'POST', headers: { 'content-type': 'application/json' }, body },
  };
}
