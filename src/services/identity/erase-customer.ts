import { sql } from '@payloadcms/db-postgres';
import type { Payload, PayloadRequest } from 'payload';
import { sessionOf, type Transactional, withTransaction } from '../../database/transaction.ts';
import { scrubEvents } from '../../events/personal-data.ts';
import { unlinkTracking } from '../analytics/personal-data.ts';
import { eraseBookings, othersBookings, readdressBooking } from '../appointments/personal-data.ts';
import { eraseBrochureRequests } from '../brochures/personal-data.ts';
import { logChange } from '../history/log-change.ts';
import type { Person } from '../person.ts';
import { cancelErasedIntents, eraseSales } from '../sales/personal-data.ts';
import { clearFailedLogins } from './failed-logins.ts';
import { personOfAccount, personOfEmail } from './find-person.ts';
import { forgetOtps } from './otp.ts';
import { forgetInPreferences } from './staff-preferences.ts';

/**
 * Erases a customer (UK GDPR art. 17), all or nothing: bookings, requests for brochures, orders, invoices and events lose the
 * person, credentials and sessions go, the e-mail may register again. What is theirs is what {@link Person} says, whether it
 * hangs on the account or on their address. Repeating it does nothing.
 *
 * Where staff ask for it, the change log says who, and no more.
 */
export async function eraseCustomer(payload: Payload, customerId: string, staffId?: string): Promise<void> {
  const email = await withTransaction(payload, async (req) => {
    const erased = await eraseAccount(req, customerId);
    if (erased && staffId) await logErasure(req, 'A customer', staffId);
    return erased;
  });
  if (email) await forgetOutsidePostgres(payload, customerId, email);
}

/**
 * Erases whoever has this address, with their account if they have one. The change log says which member of staff did it.
 * @returns whether anything was held on the address.
 */
export async function eraseByEmail(payload: Payload, email: string, staffId: string): Promise<boolean> {
  const { held, customerId } = await withTransaction(payload, async (req) => {
    const person = await personOfEmail(await sessionOf(req), email);
    const held = person.customerId
      ? (await eraseAccount(req, person.customerId, person.emails)) !== undefined
      : await eraseHoldings(req, person);
    if (held) await logErasure(req, person.customerId ? 'A customer' : WITHOUT_ACCOUNT, staffId);
    return { held, customerId: person.customerId };
  });
  if (customerId) await forgetOutsidePostgres(payload, customerId, email);
  return held;
}

/** How the change log calls somebody who has no account: not by their name. */
export const WITHOUT_ACCOUNT = 'A person without an account';

const logErasure = (req: Transactional, label: string, staffId: string) =>
  logChange(req, { entity: 'customers', which: { label }, action: 'erase', staffId, fields: {} });

/**
 * Erases the owner of an account in the caller's transaction; `addresses` are theirs besides those that the account proves.
 *
 * The order is that of the locks. The credentials first, which a login in flight holds and after which it takes a key-share
 * lock on the customer. Then the customer, which a booking in flight holds by its foreign key: it has committed by then, and
 * is anonymised, or it fails. Only then the rest, each by a statement that sees all of that.
 * @returns the address of the account; undefined when there is no such one.
 */
export async function eraseAccount(
  req: PayloadRequest,
  customerId: string,
  addresses: readonly string[] = [],
): Promise<string | undefined> {
  const tx = await sessionOf(req);
  await tx.execute(sql`DELETE FROM customer_credentials WHERE customer_id = ${customerId}`);
  const { rows } = await tx.execute<{ email: string }>(
    sql`SELECT email FROM customers WHERE id = ${customerId} FOR UPDATE`,
  );
  const [account] = rows;
  const owner = account && (await personOfAccount(tx, customerId));
  if (!owner) return undefined;
  await tx.execute(sql`DELETE FROM refresh_tokens WHERE customer_id = ${customerId}`);
  await eraseHoldings(req, { customerId, emails: [...new Set([...addresses, ...owner.emails])] }, account.email);
  await req.payload.delete({ collection: 'customers', where: { id: { equals: customerId } }, depth: 0, req });
  return account.email;
}

/** Takes a person out of everything but the account itself. @returns whether anything was held on an address. */
async function eraseHoldings(req: Transactional, person: Person, unverified?: string): Promise<boolean> {
  const documents = [...(await eraseBookings(req, person)), ...(await eraseBrochureRequests(req, person))];
  const others = await othersBookings(req, person);
  for (const { bookingId, customerId } of others) {
    const { rows } = await (await sessionOf(req)).execute<{ email: string }>(
      sql`SELECT email FROM customers WHERE id = ${customerId}`,
    );
    if (rows[0]) await readdressBooking(req, bookingId, rows[0].email);
  }
  if (person.customerId) {
    await eraseSales(req, person.customerId);
    await unlinkTracking(req, person.customerId);
  }
  await scrubEvents(req, { person, documents });
  await forgetInPreferences(req, unverified ? [...person.emails, unverified] : person.emails);
  return documents.length + others.length > 0;
}

/**
 * Redis holds codes and a count of failures: they name nobody and expire by themselves, so Redis away is no failure. Stripe
 * cancels the intents of unpaid orders.
 */
async function forgetOutsidePostgres(payload: Payload, customerId: string, email: string): Promise<void> {
  try {
    await forgetOtps(payload, customerId);
    await clearFailedLogins(payload, email);
  } catch (err) {
    payload.logger.warn({ err, customerId }, 'The codes of an erased customer are left to expire.');
  }
  await cancelErasedIntents(payload);
}
