import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload, PayloadRequest } from 'payload';
import { z } from 'zod';
import { recordChange } from '../../database/change-log.ts';
import { type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import { emailInput } from '../../lib/contact.ts';
import { createUsedUpProblem } from '../../lib/http.ts';
import { isUuid } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import { requireRedis } from '../../lib/redis.ts';
import { type Account, findAccountByEmail, findAccountById, noSuchCustomerProblem } from './accounts.ts';
import { checkOwnPassword, wrongPasswordProblem } from './change-password.ts';
import { eraseAccount } from './erase-customer.ts';
import { checkOtp, issueOtp, otpInput, readEmailChangeWaitMs } from './otp.ts';
import { presentedPassword, runInHashQueue } from './password.ts';
import { readProfile } from './profile.ts';
import { consumeCode } from './verify-email.ts';

export const emailChange = z.strictObject({ password: presentedPassword, email: emailInput });
export const emailConfirmation = z.strictObject({ otp: otpInput, currentPassword: presentedPassword.optional() });

/**
 * Sends a code to the new address that a customer requests, and a notice to the current address. The account keeps its current
 * address until {@link confirmEmailChange}. The code is issued and the event emitted in one transaction; the e-mails are sent
 * after the commit.
 * @throws Problem as `checkOwnPassword` and `assertNewAddress` do; also unavailable without Redis, or if too many passwords wait
 * to be hashed
 */
export async function requestEmailChange(
  payload: Payload,
  customerId: string,
  { password, email }: z.output<typeof emailChange>,
): Promise<void> {
  await requireRedis(payload);
  const account = await runInHashQueue(() => checkOwnPassword(payload, customerId, password));
  await assertNewAddress(payload, account, email);
  await withTransaction(payload, (req) => issueChangeCode(req, customerId, email, { byStaff: false }));
}

/**
 * Checks that an account can change its address to `email`.
 * @throws Problem email_taken if a verified account has the address; validation_failed if it is the account's own address
 */
export async function assertNewAddress(payload: Payload, account: Account, email: string): Promise<void> {
  if (account.email === email) {
    throw new Problem('validation_failed', 'This is already the e-mail address of the account.', { field: 'email' });
  }
  if ((await findAccountByEmail(payload, email))?.emailVerified) throw new Problem('email_taken');
}

/**
 * Issues the code for a new address, and emits the event that sends the code there and a notice to the current address.
 * @returns false if three codes were issued within the last hour, for the account or to the address; then nothing is sent
 * @throws Problem unavailable without Redis
 */
export async function issueChangeCode(
  req: Transactional,
  customerId: string,
  email: string,
  { byStaff }: { byStaff: boolean },
): Promise<boolean> {
  await (await transactionOf(req)).execute(
    sql`SELECT FROM customer_credentials WHERE customer_id = ${customerId} FOR UPDATE`,
  );
  const code = await issueOtp(req.payload, customerId, 'email', { address: email, byStaff });
  if (code) await emit(req, 'user.email_change_requested', { userId: customerId, byStaff });
  return code !== undefined;
}

/**
 * Changes a customer's address to the new address that received the code. The old address is stored as a former e-mail, because
 * records under it still belong to the customer. An account that was registered with the new address but never verified is
 * erased. If staff entered the new address, the password is required too: a session can be stolen, and the person who gave staff
 * the address by phone may not be the customer.
 * @throws Problem as `checkOwnPassword` does, if a password is sent; also otp_invalid for a wrong, expired or used code, or after
 * too many tries; validation_failed if a required password is missing; email_taken if another account has verified the address
 * meanwhile; unavailable without Redis, or if too many passwords wait to be hashed
 */
export async function confirmEmailChange(
  payload: Payload,
  customerId: string,
  { otp, currentPassword }: z.output<typeof emailConfirmation>,
) {
  const code = await checkOtp(payload, customerId, 'email', otp);
  if (!code) throw new Problem('otp_invalid');
  if (code.byStaff && currentPassword === undefined) throw missingPasswordProblem();
  const account =
    currentPassword === undefined
      ? undefined
      : await runInHashQueue(() => checkOwnPassword(payload, customerId, currentPassword));
  return withTransaction(payload, async (req) => {
    await consumeCode(req, code);
    if (account) await assertUnchangedPassword(req, account);
    await eraseUnverifiedAccount(req, code.address);
    const tx = await transactionOf(req);
    await tx.execute(sql`
      INSERT INTO former_emails (customer_id, email) SELECT id, email FROM customers WHERE id = ${customerId}
      ON CONFLICT DO NOTHING`);
    const { rows } = await tx
      .execute<ProfileRow>(sql`
        UPDATE customers SET email = ${code.address}, email_verified = true, updated_at = now() WHERE id = ${customerId}
        RETURNING id, email, first_name AS "firstName", last_name AS "lastName", phone,
          marketing_consent AS "marketingConsent"`)
      .catch(throwEmailTaken);
    const [customer] = rows;
    if (!customer) throw new Problem('unauthenticated');
    return readProfile(payload, customer);
  });
}

function missingPasswordProblem(): Problem {
  const message = 'Our team has entered this address for you. Enter your password as well to confirm the address.';
  return new Problem('validation_failed', message, { errors: [{ path: 'currentPassword', message }] });
}

/**
 * Refuses the request if the password was changed after it was checked, because the check happens before the transaction.
 * @throws Problem forbidden
 */
async function assertUnchangedPassword(req: Transactional, { id, passwordHash }: Account): Promise<void> {
  const { rowCount } = await (await transactionOf(req)).execute(
    sql`SELECT FROM customer_credentials WHERE customer_id = ${id} AND password_hash = ${passwordHash}`,
  );
  if (!rowCount) throw wrongPasswordProblem();
}

type ProfileRow = Parameters<typeof readProfile>[1] & Record<string, unknown>;

/**
 * Erases the account with this address if the address was never verified.
 * @throws Problem email_taken if the address is verified
 */
async function eraseUnverifiedAccount(req: PayloadRequest, email: string): Promise<void> {
  const { rows } = await (await transactionOf(req)).execute<{ id: string }>(sql`
    SELECT k.customer_id AS id FROM customer_credentials k JOIN customers c ON c.id = k.customer_id
    WHERE c.email = ${email} FOR UPDATE OF k`);
  const [existing] = rows;
  if (!existing) return;
  const { rows: verified } = await (await transactionOf(req)).execute(
    sql`SELECT FROM customers WHERE id = ${existing.id} AND email_verified`,
  );
  if (verified.length > 0) throw new Problem('email_taken');
  await eraseAccount(req, existing.id);
}

/** Throws `email_taken` in place of a violation of the unique index, which means that another account now has the address. */
function throwEmailTaken(error: unknown): never {
  throw isUniqueViolation(error) ? new Problem('email_taken') : error;
}

const isUniqueViolation = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === '23505';

/** A copy of the limit that `issueOtp` enforces, for the headers of the refusal. */
const LIMIT = { name: 'email-change-codes', points: 3, seconds: 3600 };

const TOO_MANY =
  'Three codes have been sent for this customer or to this address within the last hour. Try again later.';

/**
 * Starts the change of a customer's address at the request of staff, in the same way as the customer would on the website. The
 * code goes to the new address and a notice to the current one; nothing changes until the signed-in customer enters the code and
 * their password (docs/decisions/0014-staff-enter-customers-addresses.md).
 * @throws Problem as `assertNewAddress` does; also not_found, invalid_state if the current address was never verified,
 * rate_limited after three codes within an hour (for the customer or to the address), and unavailable without Redis
 */
export async function correctEmail(
  payload: Payload,
  customerId: string,
  email: string,
  staffId: string,
): Promise<void> {
  await requireRedis(payload);
  const account = isUuid(customerId) ? await findAccountById(payload, customerId) : undefined;
  if (!account) throw noSuchCustomerProblem();
  if (!account.emailVerified) {
    throw new Problem(
      'invalid_state',
      'The address of this account was never verified. The customer can register again with the right address.',
    );
  }
  await assertNewAddress(payload, account, email);
  await withTransaction(payload, async (req) => {
    if (!(await issueChangeCode(req, customerId, email, { byStaff: true }))) {
      throw createUsedUpProblem(LIMIT, await readEmailChangeWaitMs(payload, customerId, email), TOO_MANY);
    }
    const target = { label: 'A customer' };
    await recordChange(req, { entity: 'customers', target, action: 'email-change-asked', staffId, fields: {} });
  });
}
