import { sql } from '@payloadcms/db-postgres';
import type { Payload, PayloadRequest } from 'payload';
import { z } from 'zod';
import { sessionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/outbox.ts';
import { Problem } from '../../problem.ts';
import { emailInput } from '../contact.ts';
import { checkOwnPassword } from './check-password.ts';
import { eraseAccount } from './erase-customer.ts';
import { accountByEmail } from './find-account.ts';
import { inHashSlot } from './hash-slots.ts';
import { useUpCode } from './one-time-code.ts';
import { checkOtp, issueOtp, otpInput } from './otp.ts';
import { presentedPassword } from './password.ts';
import { profileOf } from './profile.ts';
import { requireRedis } from './redis-required.ts';

export const emailChange = z.strictObject({ password: presentedPassword, email: emailInput });
export const emailConfirmation = z.strictObject({ otp: otpInput });

/**
 * Sends a code to the address that a customer wants to have instead of theirs, and a notice to the present one. Nothing else
 * changes until {@link confirmEmailChange}. Code and event are made in one transaction: the e-mails follow its commit.
 * @throws Problem email_taken when a verified account has that address, validation_failed when it is their own; otherwise as
 * `checkOwnPassword`, and unavailable without Redis.
 */
export async function requestEmailChange(
  payload: Payload,
  customerId: string,
  { password, email }: z.output<typeof emailChange>,
): Promise<void> {
  await requireRedis(payload);
  const account = await inHashSlot(() => checkOwnPassword(payload, customerId, password));
  if (account.email === email) {
    throw new Problem('validation_failed', 'That is your address already.', { field: 'email' });
  }
  if ((await accountByEmail(payload, email))?.emailVerified) throw new Problem('email_taken');
  await withTransaction(payload, async (req) => {
    await (await sessionOf(req)).execute(
      sql`SELECT FROM customer_credentials WHERE customer_id = ${customerId} FOR UPDATE`,
    );
    const code = await issueOtp(payload, customerId, 'email', email);
    if (code) await emit(req, 'user.email_change_requested', { userId: customerId });
  });
}

/**
 * Gives a customer the address that the code was sent to. It stays known as a former address of theirs, since what hangs on
 * it is still theirs. An account that somebody has registered with it and never verified goes.
 * @throws Problem otp_invalid for a wrong, expired, used or over-tried code; email_taken when somebody else has verified the
 * address meanwhile; unavailable without Redis.
 */
export async function confirmEmailChange(
  payload: Payload,
  customerId: string,
  { otp }: z.output<typeof emailConfirmation>,
) {
  const code = await checkOtp(payload, customerId, 'email', otp);
  if (!code) throw new Problem('otp_invalid');
  return withTransaction(payload, async (req) => {
    await useUpCode(req, code);
    await removeUnverified(req, code.address);
    const tx = await sessionOf(req);
    await tx.execute(sql`
      INSERT INTO former_emails (customer_id, email) SELECT id, email FROM customers WHERE id = ${customerId}
      ON CONFLICT DO NOTHING`);
    const { rows } = await tx
      .execute<Profiled>(sql`
        UPDATE customers SET email = ${code.address}, email_verified = true, updated_at = now() WHERE id = ${customerId}
        RETURNING id, email, first_name AS "firstName", last_name AS "lastName", phone,
          marketing_consent AS "marketingConsent"`)
      .catch(asEmailTaken);
    const [customer] = rows;
    if (!customer) throw new Problem('unauthenticated');
    return profileOf(payload, customer);
  });
}

type Profiled = Parameters<typeof profileOf>[1] & Record<string, unknown>;

/** Takes away an account that has this address and never verified it. @throws Problem email_taken for one that did. */
async function removeUnverified(req: PayloadRequest, email: string): Promise<void> {
  const { rows } = await (await sessionOf(req)).execute<{ id: string }>(sql`
    SELECT k.customer_id AS id FROM customer_credentials k JOIN customers c ON c.id = k.customer_id
    WHERE c.email = ${email} FOR UPDATE OF k`);
  const [holder] = rows;
  if (!holder) return;
  const { rows: verified } = await (await sessionOf(req)).execute(
    sql`SELECT FROM customers WHERE id = ${holder.id} AND email_verified`,
  );
  if (verified.length > 0) throw new Problem('email_taken');
  await eraseAccount(req, holder.id);
}

/** The unique index decides when somebody registers the address at the same moment. */
function asEmailTaken(error: unknown): never {
  throw isUniqueViolation(error) ? new Problem('email_taken') : error;
}

const isUniqueViolation = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === '23505';
