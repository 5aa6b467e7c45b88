import type pg from 'pg';
import { issueAccessToken } from '../../src/services/identity/access-token.ts';
import type { BenchSite } from './site.ts';

export type BenchCustomer = { id: string; token: string };

/** A request for `POST /v1/appointments`. */
export type Booking = { customer: BenchCustomer; slotId: string };

let batch = 0;

/** Puts in verified customers and signs an access token (15 minutes) for each. */
export async function insertCustomers({ database, environment }: BenchSite, count: number): Promise<BenchCustomer[]> {
  batch += 1;
  const { rows } = await database.query<{ id: string }>(
    `INSERT INTO customers (id, email, first_name, last_name, email_verified)
     SELECT uuidv7(), format('customer-%s-%s@example.com', $1::int, n), 'Ada', 'Lovelace', true
     FROM generate_series(1, $2::int) AS n RETURNING id`,
    [batch, count],
  );
  const secret = environment.CUSTOMER_TOKEN_SECRET ?? '';
  return Promise.all(rows.map(async ({ id }) => ({ id, token: await issueAccessToken(secret, id) })));
}

/** Puts in free slots, one an hour from three days ahead, in a lane of their own. @returns their ids. */
export async function insertSlots(database: pg.Pool, count: number): Promise<string[]> {
  batch += 1;
  const { rows } = await database.query<{ id: string }>(
    `INSERT INTO time_slots (id, type, starts_at, ends_at, lane)
     SELECT uuidv7(), 'HOME_MEASUREMENT', first + n * interval '1 hour', first + (n + 1) * interval '1 hour', $1::int
     FROM generate_series(1, $2::int) AS n, (SELECT date_trunc('hour', now()) + interval '3 days' AS first)
     RETURNING id`,
    [batch, count],
  );
  return rows.map(({ id }) => id);
}

/** One booking for each of `count` new slots, the customers taking turns. */
export async function makeBookings(
  database: pg.Pool,
  customers: readonly BenchCustomer[],
  count: number,
): Promise<Booking[]> {
  const slots = await insertSlots(database, count);
  return slots.map((slotId, index) => ({ slotId, customer: customerAt(customers, index) }));
}

function customerAt(customers: readonly BenchCustomer[], index: number): BenchCustomer {
  const customer = customers[index % customers.length];
  if (!customer) throw new RangeError('There are no customers to book for.');
  return customer;
}

/** Method, headers and body of the request. */
export const requestOf = ({ customer, slotId }: Booking) => ({
  method: 'POST' as const,
  headers: { 'content-type': 'application/json', authorization: `Bearer ${customer.token}` },
  body: JSON.stringify({
    ...{ type: 'HOME_MEASUREMENT', forKitchen: true, forBedroom: true, firstName: 'Ada', lastName: 'Lovelace' },
    ...{ email: 'ada@example.com', phone: '+442079460958', postcode: 'SW4 7AA', address: '1 High Street, London' },
    slotId,
  }),
});
