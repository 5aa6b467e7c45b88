import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { sessionOf, withTransaction } from '../../database/transaction.ts';
import { scrubEvents } from '../../events/personal-data.ts';
import { unlinkTracking } from '../analytics/personal-data.ts';
import { eraseBookings } from '../appointments/personal-data.ts';
import { eraseBrochureRequests } from '../brochures/personal-data.ts';
import { logChange } from '../history/log-change.ts';
import { cancelErasedIntents, eraseSales } from '../sales/personal-data.ts';
import { clearFailedLogins } from './failed-logins.ts';
import { forgetOtps } from './otp.ts';

/**
 * Erases a customer (UK GDPR art. 17), all or nothing: bookings, requests for brochures, orders, invoices and events lose the
 * person, credentials and sessions go, the e-mail may register again. Repeating it does nothing.
 *
 * Where staff ask for it, the change log says who, and no more.
 *
 * The order is that of the locks. The credentials first, which a login in flight holds and after which it takes a key-share
 * lock on the customer. Then the customer, which a booking in flight holds by its foreign key: it has committed by then, and
 * is anonymised, or it fails. Only then the rest, each by a statement that sees all of that.
 */
export async function eraseCustomer(payload: Payload, customerId: string, staffId?: string): Promise<void> {
  const email = await withTransaction(payload, async (req) => {
    const tx = await sessionOf(req);
    await tx.execute(sql`DELETE FROM customer_credentials WHERE customer_id = ${customerId}`);
    const { rows } = await tx.execute<{ email: string }>(
      sql`SELECT email FROM customers WHERE id = ${customerId} FOR UPDATE`,
    );
    const [customer] = rows;
    if (!customer) return undefined;
    await tx.execute(sql`DELETE FROM refresh_tokens WHERE customer_id = ${customerId}`);
    await eraseBookings(req, customerId);
    await eraseBrochureRequests(req, customer.email);
    await eraseSales(req, customerId);
    await unlinkTracking(req, customerId);
    await scrubEvents(req, { id: customerId, email: customer.email });
    await payload.delete({ collection: 'customers', where: { id: { equals: customerId } }, depth: 0, req });
    if (staffId) {
      const which = { label: 'A customer' };
      await logChange(req, { entity: 'customers', which, action: 'erase', staffId, fields: {} });
    }
    return customer.email;
  });
  if (!email) return;
  await forgetOutsidePostgres(payload, customerId, email);
  await cancelErasedIntents(payload);
}

/** Redis holds codes and a count of failures: they name nobody and expire by themselves, so Redis away is no failure. */
async function forgetOutsidePostgres(payload: Payload, customerId: string, email: string): Promise<void> {
  try {
    await forgetOtps(payload, customerId);
    await clearFailedLogins(payload, email);
  } catch (err) {
    payload.logger.warn({ err, customerId }, 'The codes of an erased customer are left to expire.');
  }
}
