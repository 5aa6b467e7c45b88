import type pg from 'pg';
import { issueAccessToken } from '../../src/access/customer-token.ts';
import type { BenchSite } from './site.ts';

/** A customer with a verified e-mail address, and an access token of the customer. */
export type BenchCustomer = { id: string; email: string; token: string };

/** A request for `POST /v1/appointments`. */
export type BenchBookingRequest = { customer: BenchCustomer; slotId: string };

let batch = 0;

/** Inserts verified customers and signs an access token (15 minutes) for each. */
export async function insertCustomers({ database, environment }: BenchSite, count: number): Promise<BenchCustomer[]> {
  batch += 1;
  const { rows } = await database.query<{ id: string; email: string }>(
    `INSERT INTO customers (id, email, first_name, last_name, email_verified)
     SELECT uuidv7(), format('customer-%s-%s@example.com', $1::int, n), 'Ada', 'Lovelace', true
     FROM generate_series(1, $2::int) AS n RETURNING id, email`,
    [batch, count],
  );
  const secret = environment.CUSTOMER_TOKEN_SECRET ?? '';
  return Promise.all(rows.map(async ({ id, email }) => ({ id, email, token: await issueAccessToken(secret, id) })));
}

/**
 * Inserts free slots, one per hour, starting in three days. Each call uses its own lane, so that the slots of different calls do
 * not overlap.
 * @returns the ids of the slots
 */
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

/** Creates one booking request for each of `count` new slots. The customers take turns. */
export async function makeBookings(
  database: pg.Pool,
  customers: readonly BenchCustomer[],
  count: number,
): Promise<BenchBookingRequest[]> {
  const slots = await insertSlots(database, count);
  return slots.map((slotId, index) => ({ slotId, customer: createCustomer(customers, index) }));
}

function createCustomer(customers: readonly BenchCustomer[], index: number): BenchCustomer {
  const customer = customers[index % customers.length];
  if (!customer) throw new RangeError('There are no customers to book for.');
  return customer;
}

/** Converts a booking request to the method, headers and body of an HTTP request. */
export const toBookingRequest = ({ customer, slotId }: BenchBookingRequest) => ({
  method: 'POST' as const,
  headers: { 'content-type': 'application/json', authorization: `Bearer ${customer.token}` },
  body: JSON.stringify({
    ...{ type: 'HOME_MEASUREMENT', forKitchen: true, forBedroom: true, firstName: 'Ada', lastName: 'Lovelace' },
    ...{ email: customer.email, phone: '+442079460958', postcode: 'SW4 7AA', address: '1 High Street, London' },
    slotId,
  }),
});
