import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { z } from 'zod';
import { recordChange } from '../../database/change-log.ts';
import { database, withTransaction } from '../../database/transaction.ts';
import { exportEvents, type Person } from '../../events/personal-data.ts';
import { storedEmail } from '../../lib/contact.ts';
import { toDate } from '../../lib/dates.ts';
import { Problem } from '../../lib/problem.ts';
import { exportTracking } from '../analytics/index.ts';
import { exportBookings } from '../appointments/index.ts';
import { exportBrochureRequests } from '../brochures/index.ts';
import { exportSales } from '../sales/index.ts';
import { findPersonByAccount, findPersonByEmail, noSuchCustomerProblem, readCustomerEmail } from './accounts.ts';
import { PERSON_WITHOUT_ACCOUNT } from './erase-customer.ts';

const instant = z.iso.datetime().nullable();

/**
 * All data stored about a person (UK GDPR art. 15 and 20). For a person without an account, the fields of the account are empty.
 */
export const customerExport = z.object({
  exportedAt: z.iso.datetime(),
  /** The e-mail addresses whose records are included. The records of the account are included in any case. */
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

const toIso = (value: unknown) => (value ? toDate(value instanceof Date ? value : String(value)).toISOString() : null);

/** Exports a customer's data from every domain; undefined if the customer does not exist, or was erased meanwhile. */
export async function exportCustomer(payload: Payload, customerId: string): Promise<CustomerExport | undefined> {
  const person = await findPersonByAccount(database(payload), customerId);
  const data = person && (await exportPerson(payload, person));
  return data && (await customerExists(payload, customerId)) ? data : undefined;
}

/** Exports all data of the person with this address (lower-cased), including their account if they have one. */
export async function exportByEmail(payload: Payload, email: string): Promise<CustomerExport> {
  const person = await findPersonByEmail(database(payload), email);
  const data = await exportPerson(payload, person);
  if (!person.customerId || (await customerExists(payload, person.customerId))) return data;
  return exportByEmail(payload, email);
}

/**
 * Whether the customer exists. An erasure is one transaction, so a customer who exists now also existed during every earlier
 * query of the export.
 */
async function customerExists(payload: Payload, customerId: string): Promise<boolean> {
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
    ...(await readAccountData(payload, customerId)),
    ...{ bookings, brochureRequests, ...sales },
    tracking: customerId ? await exportTracking(payload, customerId) : [],
    events: await exportEvents(payload, { person, documents }),
  };
}

type AccountData = Pick<CustomerExport, 'profile' | 'credentials' | 'sessions'>;

async function readAccountData(payload: Payload, customerId: string | null): Promise<AccountData> {
  const customer =
    customerId && (await payload.findByID({ collection: 'customers', id: customerId, depth: 0, disableErrors: true }));
  if (!customer) return { profile: null, credentials: null, sessions: [] };
  const { rows } = await database(payload).execute<{ changedAt: string }>(
    sql`SELECT changed_at AS "changedAt" FROM customer_credentials WHERE customer_id = ${customer.id}`,
  );
  return {
    profile: { ...customer },
    credentials: { passwordChangedAt: toIso(rows[0]?.changedAt) },
    sessions: await readSessions(payload, customer.id),
  };
}

/** Lists one session per login, regardless of how often its token was rotated. */
async function readSessions(payload: Payload, customerId: string): Promise<Session[]> {
  const { rows } = await database(payload).execute<Record<keyof Session, unknown>>(sql`
    SELECT min(created_at) AS "startedAt", max(created_at) AS "lastUsedAt", max(expires_at) AS "expiresAt",
      bool_or(revoked_at IS NOT NULL) AS revoked
    FROM refresh_tokens WHERE customer_id = ${customerId} GROUP BY family ORDER BY min(created_at)`);
  return rows.map(({ startedAt, lastUsedAt, expiresAt, revoked }) => ({
    startedAt: toIso(startedAt),
    lastUsedAt: toIso(lastUsedAt),
    expiresAt: toIso(expiresAt),
    revoked: revoked === true,
  }));
}

/**
 * Exports a customer's data at the request of staff, and records the member of staff in the change log.
 * @throws Problem not_found
 */
export async function exportForStaff(payload: Payload, customerId: string, staffId: string): Promise<CustomerExport> {
  await readCustomerEmail(payload, customerId);
  await recordExport(payload, 'A customer', staffId);
  const data = await exportCustomer(payload, customerId);
  if (!data) throw noSuchCustomerProblem();
  return data;
}

/** The problem for an address without any data. */
export const nothingHeldProblem = () => new Problem('not_found', 'We hold no data on this e-mail address.');

/**
 * Exports all data of the person with this address at the request of staff, and records the member of staff in the change log.
 * @throws Problem not_found if there are no data
 */
export async function exportByEmailForStaff(payload: Payload, email: string, staffId: string): Promise<CustomerExport> {
  const data = await exportByEmail(payload, email);
  const { profile, bookings, brochureRequests, events } = data;
  if (!profile && bookings.length + brochureRequests.length + events.length === 0) throw nothingHeldProblem();
  await recordExport(payload, profile ? 'A customer' : PERSON_WITHOUT_ACCOUNT, staffId);
  return data;
}

const recordExport = (payload: Payload, label: string, staffId: string) =>
  withTransaction(payload, (req) =>
    recordChange(req, { entity: 'customers', target: { label }, action: 'export', staffId, fields: {} }),
  );
