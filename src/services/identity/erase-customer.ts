import { sql } from '@payloadcms/db-postgres';
import type { Payload, PayloadRequest } from 'payload';
import { recordChange } from '../../database/change-log.ts';
import { type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { type Person, type PersonDetails, scrubEvents } from '../../events/personal-data.ts';
import { unlinkTracking } from '../analytics/index.ts';
import { eraseBookings, lockOtherAccountsBookings, updateBookingEmail } from '../appointments/index.ts';
import { eraseBrochureRequests } from '../brochures/index.ts';
import { cancelErasedIntents, eraseSales } from '../sales/index.ts';
import { findPersonByAccount, findPersonByEmail } from './accounts.ts';
import { deletePreferencesNaming, type PersonTraces } from './delete-preferences.ts';
import { clearFailedLogins } from './failed-logins.ts';
import { deleteOtps } from './otp.ts';

/**
 * Erases a customer (UK GDPR art. 17) in one transaction: removes the personal data from bookings, brochure requests, orders,
 * invoices and events, deletes credentials and sessions, and frees the e-mail for a new registration. {@link Person} defines
 * which records belong to the customer, by account or by address. Idempotent. If staff request the erasure, the change log
 * names the member of staff, but not the customer.
 */
export async function eraseCustomer(payload: Payload, customerId: string, staffId?: string): Promise<void> {
  const email = await withTransaction(payload, async (req) => {
    const erased = await eraseAccount(req, customerId);
    if (erased && staffId) await logErasure(req, 'A customer', staffId);
    return erased;
  });
  if (email) await eraseOutsidePostgres(payload, customerId, email);
}

/**
 * Erases the person with this address, and their account if they have one. The change log records the member of staff.
 * @returns whether any data were stored for the address
 */
export async function eraseByEmail(payload: Payload, email: string, staffId: string): Promise<boolean> {
  const { held, customerId } = await withTransaction(payload, async (req) => {
    const person = await findPersonByEmail(await transactionOf(req), email);
    const held = person.customerId
      ? (await eraseAccount(req, person.customerId, person.emails)) !== undefined
      : await erasePersonWithoutAccount(req, person);
    if (held) await logErasure(req, person.customerId ? 'A customer' : PERSON_WITHOUT_ACCOUNT, staffId);
    return { held, customerId: person.customerId };
  });
  if (customerId) await eraseOutsidePostgres(payload, customerId, email);
  return held;
}

/** The change log's label for a person without an account whose data were erased or exported. It replaces the name. */
export const PERSON_WITHOUT_ACCOUNT = 'A person without an account';

const logErasure = (req: Transactional, label: string, staffId: string) =>
  recordChange(req, { entity: 'customers', target: { label }, action: 'erase', staffId, fields: {} });

/**
 * Erases an account in the caller's transaction. `addresses` are further addresses of the owner, besides the addresses that the
 * account has verified.
 * @returns the address of the account; undefined if there is no such account
 */
export async function eraseAccount(
  req: PayloadRequest,
  customerId: string,
  addresses: readonly string[] = [],
): Promise<string | undefined> {
  const erased = await eraseAccountData(req, customerId, addresses);
  if (erased) await deletePreferencesNaming(req, [erased.traces]);
  return erased?.email;
}

/**
 * Erases several accounts in the caller's transaction.
 * @returns the ids of the accounts that existed
 */
export async function eraseAccounts(req: PayloadRequest, customerIds: readonly string[]): Promise<string[]> {
  const erased = new Map<string, PersonTraces>();
  for (const customerId of customerIds) {
    const account = await eraseAccountData(req, customerId, []);
    if (account) erased.set(customerId, account.traces);
  }
  await deletePreferencesNaming(req, [...erased.values()]);
  return [...erased.keys()];
}

/**
 * Erases an account and its owner's data everywhere except in the preferences of staff. Locks are taken in a fixed order: first
 * the credentials, because a login locks them before it takes a key-share lock on the customer; then the customer. A concurrent
 * booking locks the customer by its foreign key, so it has either committed and is anonymised, or it fails. All other statements
 * follow, so they see what such a login or booking has committed.
 */
async function eraseAccountData(
  req: PayloadRequest,
  customerId: string,
  addresses: readonly string[],
): Promise<{ email: string; traces: PersonTraces } | undefined> {
  const tx = await transactionOf(req);
  await tx.execute(sql`DELETE FROM customer_credentials WHERE customer_id = ${customerId}`);
  const { rows } = await tx.execute<Account>(sql`
    SELECT email, first_name AS "firstName", last_name AS "lastName", phone FROM customers
    WHERE id = ${customerId} FOR UPDATE`);
  const [account] = rows;
  const owner = account && (await findPersonByAccount(tx, customerId));
  if (!owner) return undefined;
  await tx.execute(sql`DELETE FROM refresh_tokens WHERE customer_id = ${customerId}`);
  const { traces } = await eraseHoldings(req, { customerId, emails: [...new Set([...addresses, ...owner.emails])] });
  await req.payload.delete({ collection: 'customers', where: { id: { equals: customerId } }, depth: 0, req });
  return {
    email: account.email,
    traces: { emails: [...traces.emails, account.email], details: [...traces.details, account] },
  };
}

type Account = PersonDetails & { email: string };

/** @returns whether any data were stored for one of the addresses */
async function erasePersonWithoutAccount(req: Transactional, person: Person): Promise<boolean> {
  const { held, traces } = await eraseHoldings(req, person);
  await deletePreferencesNaming(req, [traces]);
  return held;
}

/**
 * Erases a person's data everywhere except in the account itself and in the preferences of staff.
 * @returns whether any data were stored for the person, and the traces for finding the person in free text
 */
async function eraseHoldings(req: Transactional, person: Person): Promise<{ held: boolean; traces: PersonTraces }> {
  const records = [...(await eraseBookings(req, person)), ...(await eraseBrochureRequests(req, person))];
  const others = await lockOtherAccountsBookings(req, person);
  for (const { bookingId, customerId } of others) {
    const { rows } = await (await transactionOf(req)).execute<{ email: string }>(
      sql`SELECT email FROM customers WHERE id = ${customerId}`,
    );
    if (rows[0]) await updateBookingEmail(req, bookingId, rows[0].email);
  }
  if (person.customerId) {
    await eraseSales(req, person.customerId);
    await unlinkTracking(req, person.customerId);
  }
  await scrubEvents(req, { person, documents: records.map(({ id }) => id) });
  return { held: records.length + others.length > 0, traces: { emails: person.emails, details: records } };
}

/**
 * Deletes the customer's codes and failed-login counts from Redis, and cancels the Stripe intents of unpaid orders. The
 * data in Redis expire within an hour, so a failure of Redis is only logged.
 */
async function eraseOutsidePostgres(payload: Payload, customerId: string, email: string): Promise<void> {
  try {
    await deleteOtps(payload, customerId);
    await clearFailedLogins(payload, email);
  } catch (err) {
    payload.logger.warn(
      { err, customerId },
      'Could not delete the codes of an erased customer from Redis. They will expire.',
    );
  }
  await cancelErasedIntents(payload);
}
