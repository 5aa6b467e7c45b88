import { sql } from '@payloadcms/db-postgres';
import { type Payload, ValidationError } from 'payload';
import { z } from 'zod';
import { sessionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/outbox.ts';
import { uuidv7 } from '../../ids.ts';
import { Problem } from '../../problem.ts';
import { emailInput, nameInput } from '../contact.ts';
import { queueOtpEmail } from '../notifications/queue-otp-email.ts';
import { accountByEmail } from './find-account.ts';
import { inHashSlot } from './hash-slots.ts';
import { cancelOtp, issueOtp } from './otp.ts';
import { hashPassword, newPassword } from './password.ts';
import { requireRedis, unavailable } from './redis-required.ts';

export const registration = z.strictObject({
  email: emailInput,
  password: newPassword,
  firstName: nameInput,
  lastName: nameInput,
});

type Registered = { userId: string; email: string };
type Fields = Pick<z.output<typeof registration>, 'email' | 'firstName' | 'lastName'> & { passwordHash: string };

/**
 * Registers a customer. An address that was registered and never verified may register again: whoever holds the mailbox must
 * not find the password of somebody else behind it.
 * @throws Problem email_taken for a verified address; unavailable without Redis, with nothing stored.
 */
export async function register(payload: Payload, input: z.output<typeof registration>): Promise<Registered> {
  const { email, firstName, lastName } = input;
  await requireRedis(payload);
  if ((await accountByEmail(payload, email))?.emailVerified) throw new Problem('email_taken');
  const passwordHash = await inHashSlot(() => hashPassword(input.password));
  const fields = { email, firstName, lastName, passwordHash };
  return (
    (await registerAgain(payload, fields)) ?? (await registerFirst(payload, fields)) ?? registerLate(payload, fields)
  );
}

/** For an address that somebody else registered, or gave up, at the same moment. */
async function registerLate(payload: Payload, fields: Fields): Promise<Registered> {
  const again = await registerAgain(payload, fields);
  if (again) return again;
  // An account without a password, as an import or the demo data make one: nobody can take it by registering.
  const { totalDocs } = await payload.count({ collection: 'customers', where: { email: { equals: fields.email } } });
  if (totalDocs > 0) throw new Problem('email_taken');
  throw new Problem('unavailable', 'This address is being registered at this moment. Try again.');
}

/**
 * Account, credentials and `user.created` in one transaction, and the one-time code just before it commits, so that the
 * welcome e-mail finds it. The code of a transaction that then fails belongs to nobody and expires.
 * @returns undefined when there is an account with this address: the unique index decides between two at once.
 */
function registerFirst(payload: Payload, { email, firstName, lastName, passwordHash }: Fields) {
  return withTransaction(payload, async (req) => {
    const { id: userId } = await payload.create({
      collection: 'customers',
      data: { email, firstName, lastName, emailVerified: false },
      req,
    });
    const tx = await sessionOf(req);
    await tx.execute(
      sql`INSERT INTO customer_credentials (customer_id, password_hash) VALUES (${userId}, ${passwordHash})`,
    );
    await emit(req, 'user.created', { userId, email, firstName });
    await issueOtp(payload, userId, 'verify');
    return { userId, email };
  }).catch((error: unknown) => {
    if (isTaken(error)) return undefined;
    throw error;
  });
}

/**
 * Replaces names and password of an account that was never verified. The code of before stops working, also when the account
 * has had its codes for this hour and gets no new one. The e-mail is a job before this resolves; whoever is told of a failure
 * registers once more.
 * @returns undefined when there is no account with this address. @throws Problem email_taken for a verified one.
 */
async function registerAgain(payload: Payload, fields: Fields): Promise<Registered | undefined> {
  const { email, firstName, lastName, passwordHash } = fields;
  const replaced = await withTransaction(payload, async (req) => {
    const tx = await sessionOf(req);
    const { rows } = await tx.execute<{ userId: string }>(sql`
      UPDATE customer_credentials SET password_hash = ${passwordHash}, changed_at = now()
      FROM customers WHERE customers.id = customer_id AND customers.email = ${email} RETURNING customer_id AS "userId"`);
    const [account] = rows;
    if (!account) return undefined;
    const { rowCount } = await tx.execute(sql`
      UPDATE customers SET first_name = ${firstName}, last_name = ${lastName}, updated_at = now()
      WHERE id = ${account.userId} AND NOT coalesce(email_verified, false)`);
    if (rowCount !== 1) throw new Problem('email_taken');
    const code = await issueOtp(payload, account.userId, 'verify');
    if (!code) await cancelOtp(payload, account.userId, 'verify');
    return { userId: account.userId, hasCode: code !== undefined };
  });
  if (!replaced) return undefined;
  const { userId, hasCode } = replaced;
  if (hasCode) await queueOtpEmail(payload, { userId, purpose: 'verify', requestId: uuidv7() }).catch(unavailable);
  return { userId, email };
}

/** Payload reports what the unique index refuses as an invalid `email`. */
const isTaken = (error: unknown): boolean =>
  error instanceof ValidationError && error.data.errors.some(({ path }) => path === 'email');
