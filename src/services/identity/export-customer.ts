import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { z } from 'zod';
import { database } from '../../database/transaction.ts';
import { toDate } from '../../dates.ts';
import { exportEvents } from '../../events/personal-data.ts';
import { exportTracking } from '../analytics/personal-data.ts';
import { exportBookings } from '../appointments/personal-data.ts';
import { exportBrochureRequests } from '../brochures/personal-data.ts';
import { storedEmail } from '../contact.ts';
import type { Person } from '../person.ts';
import { exportSales } from '../sales/personal-data.ts';
import { personOfAccount, personOfEmail } from './find-person.ts';

const instant = z.iso.datetime().nullable();

/** Everything held on a person (UK GDPR art. 15 and 20); what belongs to an account is empty for somebody without one. */
export const customerExport = z.object({
  exportedAt: z.iso.datetime(),
  /** The addresses by which it was gathered, besides the account. */
  addresses: z.array(z.string()),
  profile: z.looseObject({ id: z.uuid(), email: storedEmail }).nullable(),
  credentials: z.object({ passwordChangedAt: instant }).nullable(),
  sessions: z.array(z.object({ startedAt: instant, lastUsedAt: instant, expiresAt: instant, revoked: z.boolean() })),
  bookings: z.array(z.unknown()),
  brochureRequests: z.array(z.unknown()),
  orders: z.array(z.unknown()),
  loyalty: z.array(z.unknown()),
  tracking: z.array(z.unknown()),
  events: z.array(z.unknown()),
});

export type CustomerExport = z.output<typeof customerExport>;
type Session = CustomerExport['sessions'][number];

const iso = (value: unknown) => (value ? toDate(value instanceof Date ? value : String(value)).toISOString() : null);

/** All of a customer from every domain, or undefined when they were erased meanwhile. */
export async function exportCustomer(payload: Payload, customerId: string): Promise<CustomerExport | undefined> {
  const person = await personOfAccount(database(payload), customerId);
  const all = person && (await exportPerson(payload, person));
  return all && (await stillThere(payload, customerId)) ? all : undefined;
}

/** All of whoever has this address, which is lower-cased, with their account if they have one. */
export async function exportByEmail(payload: Payload, email: string): Promise<CustomerExport> {
  const person = await personOfEmail(database(payload), email);
  const all = await exportPerson(payload, person);
  if (!person.customerId || (await stillThere(payload, person.customerId))) return all;
  return exportByEmail(payload, email);
}

/** An erasure is one transaction: who is there still was there for every statement before. */
async function stillThere(payload: Payload, customerId: string): Promise<boolean> {
  const { rowCount } = await database(payload).execute(sql`SELECT FROM customers WHERE id = ${customerId}`);
  return rowCount === 1;
}

async function exportPerson(payload: Payload, person: Person): Promise<CustomerExport> {
  const { customerId, emails } = person;
  const [bookings, brochureRequests, sales] = await Promise.all([
    exportBookings(payload, person),
    exportBrochureRequests(payload, person),
    customerId ? exportSales(payload, customerId) : { orders: [], loyalty: [] },
  ]);
  const documents = [
    ...bookings.map(({ bookingId }) => bookingId),
    ...brochureRequests.map(({ brochureRequestId }) => brochureRequestId),
    ...sales.orders.map(({ orderId }) => orderId),
  ];
  return {
    exportedAt: new Date().toISOString(),
    addresses: [...emails],
    ...(await accountOf(payload, customerId)),
    ...{ bookings, brochureRequests, ...sales },
    tracking: customerId ? await exportTracking(payload, customerId) : [],
    events: await exportEvents(payload, { person, documents }),
  };
}

type Account = Pick<CustomerExport, 'profile' | 'credentials' | 'sessions'>;

async function accountOf(payload: Payload, customerId: string | null): Promise<Account> {
  const customer =
    customerId && (await payload.findByID({ collection: 'customers', id: customerId, depth: 0, disableErrors: true }));
  if (!customer) return { profile: null, credentials: null, sessions: [] };
  const { rows } = await database(payload).execute<{ changedAt: string }>(
    sql`SELECT changed_at AS "changedAt" FROM customer_credentials WHERE customer_id = ${customer.id}`,
  );
  return {
    profile: { ...customer },
    credentials: { passwordChangedAt: iso(rows[0]?.changedAt) },
    sessions: await sessionsOf(payload, customer.id),
  };
}

/** One entry a login, however often its token was rotated. */
async function sessionsOf(payload: Payload, customerId: string): Promise<Session[]> {
  const { rows } = await database(payload).execute<Record<keyof Session, unknown>>(sql`
    SELECT min(created_at) AS "startedAt", max(created_at) AS "lastUsedAt", max(expires_at) AS "expiresAt",
      bool_or(revoked_at IS NOT NULL) AS revoked
    FROM refresh_tokens WHERE customer_id = ${customerId} GROUP BY family ORDER BY min(created_at)`);
  return rows.map(({ startedAt, lastUsedAt, expiresAt, revoked }) => ({
    startedAt: iso(startedAt),
    lastUsedAt: iso(lastUsedAt),
    expiresAt: iso(expiresAt),
    revoked: revoked === true,
  }));
}
