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
import { exportSales } from '../sales/personal-data.ts';

const instant = z.iso.datetime().nullable();

/** Everything held on a customer (UK GDPR art. 15 and 20). */
export const customerExport = z.object({
  exportedAt: z.iso.datetime(),
  profile: z.looseObject({ id: z.uuid(), email: storedEmail }),
  credentials: z.object({ passwordChangedAt: instant }),
  sessions: z.array(z.object({ startedAt: instant, lastUsedAt: instant, expiresAt: instant, revoked: z.boolean() })),
  bookings: z.array(z.unknown()),
  brochureRequests: z.array(z.unknown()),
  orders: z.array(z.unknown()),
  loyalty: z.array(z.unknown()),
  tracking: z.array(z.unknown()),
  events: z.array(z.unknown()),
});

type Session = z.output<typeof customerExport>['sessions'][number];

const iso = (value: unknown) => (value ? toDate(value instanceof Date ? value : String(value)).toISOString() : null);

/** Gathers it from every domain: all of it, or undefined when the customer was erased meanwhile. */
export async function exportCustomer(
  payload: Payload,
  customerId: string,
): Promise<z.output<typeof customerExport> | undefined> {
  const customer = await payload.findByID({ collection: 'customers', id: customerId, depth: 0, disableErrors: true });
  if (!customer) return undefined;
  const db = database(payload);
  const credentials = await db.execute<{ changedAt: string }>(
    sql`SELECT changed_at AS "changedAt" FROM customer_credentials WHERE customer_id = ${customerId}`,
  );
  const all = {
    exportedAt: new Date().toISOString(),
    profile: { ...customer },
    credentials: { passwordChangedAt: iso(credentials.rows[0]?.changedAt) },
    sessions: await sessionsOf(payload, customerId),
    bookings: await exportBookings(payload, customerId),
    brochureRequests: await exportBrochureRequests(payload, customer.email),
    ...(await exportSales(payload, customerId)),
    tracking: await exportTracking(payload, customerId),
    events: await exportEvents(payload, { id: customerId, email: customer.email }),
  };
  // An erasure is one transaction: who is there still was there for every statement before.
  const { rowCount } = await db.execute(sql`SELECT FROM customers WHERE id = ${customerId}`);
  return rowCount ? all : undefined;
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
