import { sql } from '@payloadcms/db-postgres';
import { type Payload, ValidationError } from 'payload';
import { z } from 'zod';
import { transactionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import { emailInput, nameInput } from '../../lib/contact.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import { requireRedis, throwUnavailable } from '../../lib/redis.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { findAccountByEmail } from './accounts.ts';
import { cancelOtp, issueOtp } from './otp.ts';
import { hashPassword, newPassword, runInHashQueue } from './password.ts';
import { keepRegistration, keepUnlistedRegistration } from './pending-registrations.ts';
import { queueOtpEmail } from './send-otp.ts';

export const registration = z.strictObject({
  email: emailInput,
  password: newPassword,
  firstName: nameInput,
  lastName: nameInput,
});

type RegisteredCustomer = { userId: string; email: string };
type RegistrationFields = Pick<z.output<typeof registration>, 'email' | 'firstName' | 'lastName'> & {
  passwordHash: string;
  network: string;
};

/**
 * Registers a customer. An address that was registered but never verified can be registered again, so that the owner of the
 * mailbox never gets an account with another person's password.
 * @param network the network of the caller, to distinguish registrations by different people
 * @throws Problem email_taken for a verified address; unavailable without Redis (nothing is stored then), or if too many
 * passwords wait to be hashed
 */
export async function register(
  payload: Payload,
  input: z.output<typeof registration>,
  network: string,
): Promise<RegisteredCustomer> {
  const { email, firstName, lastName } = input;
  await requireRedis(payload);
  if ((await findAccountByEmail(payload, email))?.emailVerified) throw new Problem('email_taken');
  const passwordHash = await runInHashQueue(() => hashPassword(input.password, runtimeOf(payload).passwordCost));
  const fields = { email, firstName, lastName, passwordHash, network };
  return (
    (await replaceUnverifiedAccount(payload, fields)) ??
    (await createAccount(payload, fields)) ??
    retryRegistration(payload, fields)
  );
}

/** Tries again after a concurrent registration or removal of the same address. */
async function retryRegistration(payload: Payload, fields: RegistrationFields): Promise<RegisteredCustomer> {
  const replaced = await replaceUnverifiedAccount(payload, fields);
  if (replaced) return replaced;
  // An account without credentials comes from an import or the demo data. Nobody may take it over by registering.
  const { totalDocs } = await payload.count({ collection: 'customers', where: { email: { equals: fields.email } } });
  if (totalDocs > 0) throw new Problem('email_taken');
  throw new Problem('unavailable', 'This address is being registered by another request. Try again.');
}

/**
 * Creates the account and its credentials, and emits `user.created`, in one transaction. The one-time code is issued just before
 * the commit, so that it exists when the welcome e-mail is built. If the transaction then fails, the code belongs to no account
 * and expires.
 * @returns undefined if an account with this address exists; the unique index decides between concurrent registrations
 */
function createAccount(payload: Payload, { email, ...fields }: RegistrationFields) {
  const { firstName, lastName, passwordHash } = fields;
  return withTransaction(payload, async (req) => {
    const { id: userId } = await payload.create({
      collection: 'customers',
      data: { email, firstName, lastName, emailVerified: false },
      req,
    });
    const tx = await transactionOf(req);
    await tx.execute(
      sql`INSERT INTO customer_credentials (customer_id, password_hash) VALUES (${userId}, ${passwordHash})`,
    );
    await keepRegistration(req, { customerId: userId, ...fields });
    await emit(req, 'user.created', { userId, email, firstName });
    await issueOtp(payload, userId, 'verify');
    return { userId, email };
  }).catch((error: unknown) => {
    if (isEmailTakenError(error)) return undefined;
    throw error;
  });
}

/**
 * Replaces the names and the password of an account that was never verified. The previous code stops working, even if the hourly
 * limit allows no new code. An e-mail with a new code is queued before the promise resolves; if queueing fails, the customer can
 * register again.
 * @returns undefined if there is no account with this address
 * @throws Problem email_taken for a verified account
 */
async function replaceUnverifiedAccount(
  payload: Payload,
  { email, ...fields }: RegistrationFields,
): Promise<RegisteredCustomer | undefined> {
  const { firstName, lastName, passwordHash } = fields;
  const replaced = await withTransaction(payload, async (req) => {
    const tx = await transactionOf(req);
    const { rows } = await tx.execute<{ userId: string }>(sql`
      SELECT customer_id AS "userId" FROM customer_credentials JOIN customers ON customers.id = customer_id
      WHERE customers.email = ${email} FOR UPDATE OF customer_credentials`);
    const [account] = rows;
    if (!account) return undefined;
    await keepUnlistedRegistration(req, account.userId);
    const { rowCount } = await tx.execute(sql`
      UPDATE customers SET first_name = ${firstName}, last_name = ${lastName}, updated_at = now()
      WHERE id = ${account.userId} AND NOT coalesce(email_verified, false)`);
    if (rowCount !== 1) throw new Problem('email_taken');
    await tx.execute(sql`
      UPDATE customer_credentials SET password_hash = ${passwordHash}, changed_at = now()
      WHERE customer_id = ${account.userId}`);
    await keepRegistration(req, { customerId: account.userId, ...fields });
    const code = await issueOtp(payload, account.userId, 'verify');
    if (!code) await cancelOtp(payload, account.userId, 'verify');
    return { userId: account.userId, hasCode: code !== undefined };
  });
  if (!replaced) return undefined;
  const { userId, hasCode } = replaced;
  if (hasCode) await queueOtpEmail(payload, { userId, purpose: 'verify', requestId: uuidv7() }).catch(throwUnavailable);
  return { userId, email };
}

/** Payload reports a violation of the unique index as an invalid `email`. */
const isEmailTakenError = (error: unknown): boolean =>
  error instanceof ValidationError && error.data.errors.some(({ path }) => path === 'email');
