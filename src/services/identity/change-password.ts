import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { z } from 'zod';
import { type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import { emailInput } from '../../lib/contact.ts';
import { Problem } from '../../lib/problem.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { type Account, findAccountById } from './accounts.ts';
import { clearFailedLogins, countFailedLogin } from './failed-logins.ts';
import { otpInput } from './otp.ts';
import { hashPassword, isMatchingPassword, newPassword, presentedPassword, runInHashQueue } from './password.ts';
import { settleRegistrations } from './pending-registrations.ts';
import { revokeSessions } from './refresh-tokens.ts';
import { checkCodeByEmail, consumeCode, markVerified } from './verify-email.ts';

/**
 * Stores a new password, revokes the account's refresh tokens except those of `keptSession`, and notifies the owner by
 * e-mail. The caller holds the lock on the customer_credentials row.
 */
export async function storePassword(
  req: Transactional,
  customerId: string,
  passwordHash: string,
  keptSession?: string,
): Promise<void> {
  const tx = await transactionOf(req);
  await tx.execute(sql`
    UPDATE customer_credentials SET password_hash = ${passwordHash}, changed_at = now() WHERE customer_id = ${customerId}`);
  await revokeSessions(req, customerId, keptSession);
  await emit(req, 'user.password_changed', { userId: customerId });
}

/**
 * Checks the password that a signed-in customer has entered again, and returns the account. A wrong password counts as a failed
 * login. Hashes once, so call it in `runInHashQueue`.
 * @throws Problem forbidden for a wrong password; rate_limited after 10 failures for the e-mail; unauthenticated if the customer
 * was erased meanwhile
 */
export async function checkOwnPassword(payload: Payload, customerId: string, password: string): Promise<Account> {
  const account = await findAccountById(payload, customerId);
  if (!account) throw new Problem('unauthenticated');
  await countFailedLogin(payload, account.email);
  if (!(await isMatchingPassword(password, account.passwordHash))) throw wrongPasswordProblem();
  await clearFailedLogins(payload, account.email);
  return account;
}

/** The problem for a password that is wrong, or that was changed after it was checked. */
export const wrongPasswordProblem = () => new Problem('forbidden', 'The password is wrong.');

export const passwordChange = z.strictObject({ currentPassword: presentedPassword, password: newPassword });

/** A signed-in customer, with the session id if their token contains one. */
type Session = { customerId: string; sessionId: string | undefined };

/**
 * Changes a customer's own password and ends all sessions but the current one.
 * @throws Problem as `checkOwnPassword` does; also forbidden if the password was changed meanwhile, and unavailable if too many
 * passwords wait to be hashed
 */
export async function changePassword(
  payload: Payload,
  { customerId, sessionId }: Session,
  { currentPassword, password }: z.output<typeof passwordChange>,
): Promise<void> {
  const account = await runInHashQueue(() => checkOwnPassword(payload, customerId, currentPassword));
  const passwordHash = await runInHashQueue(() => hashPassword(password, runtimeOf(payload).passwordCost));
  await withTransaction(payload, async (req) => {
    const { rowCount } = await (await transactionOf(req)).execute(sql`
      SELECT FROM customer_credentials WHERE customer_id = ${customerId} AND password_hash = ${account.passwordHash}
      FOR UPDATE`);
    if (!rowCount) throw wrongPasswordProblem();
    await storePassword(req, customerId, passwordHash, sessionId);
  });
}

export const resetInput = z.strictObject({ email: emailInput, otp: otpInput, password: newPassword });

/**
 * Sets a new password with a code that was sent by e-mail, and revokes every refresh token. The code also proves control of the
 * mailbox, so the e-mail address becomes verified. The code stays valid until the transaction has committed. If several people
 * have registered the address, `network` decides whose names are used.
 * @throws Problem otp_invalid as `verifyEmail` does; unavailable without Redis, or if too many passwords wait to be hashed
 */
export async function resetPassword(
  payload: Payload,
  { email, otp, password }: z.output<typeof resetInput>,
  network: string,
): Promise<void> {
  const { code, passwordHash } = await runInHashQueue(async () => ({
    code: await checkCodeByEmail(payload, email, 'reset', otp),
    passwordHash: await hashPassword(password, runtimeOf(payload).passwordCost),
  }));
  await withTransaction(payload, async (req) => {
    await consumeCode(req, code);
    await settleRegistrations(req, code.userId, network);
    await storePassword(req, code.userId, passwordHash);
    await markVerified(req, code.userId);
  });
  await clearFailedLogins(payload, email);
}
