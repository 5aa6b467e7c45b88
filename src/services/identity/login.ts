import type { Payload } from 'payload';
import { z } from 'zod';
import { emailInput } from '../../lib/contact.ts';
import { Problem } from '../../lib/problem.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { findAccountByEmail } from './accounts.ts';
import { clearFailedLogins, countFailedLogin } from './failed-logins.ts';
import { isMatchingPassword, presentedPassword, runInHashQueue } from './password.ts';
import { createTokens, startFamily, type tokens } from './refresh-tokens.ts';

export const loginInput = z.strictObject({ email: emailInput, password: presentedPassword });

/**
 * Signs a customer in with two SQL statements. An unknown e-mail takes the same path and the same time as a wrong password.
 * @throws Problem invalid_credentials; email_unverified, only after a correct password; rate_limited after 10 failures for the
 * e-mail; unavailable if too many passwords wait to be hashed
 */
export async function login(
  payload: Payload,
  { email, password }: z.output<typeof loginInput>,
): Promise<z.output<typeof tokens>> {
  const account = await findAccountByEmail(payload, email);
  const isCorrect = await runInHashQueue(async () => {
    await countFailedLogin(payload, email);
    return isMatchingPassword(password, account?.passwordHash);
  });
  if (!account || !isCorrect) throw new Problem('invalid_credentials');
  await clearFailedLogins(payload, email);
  if (!account.emailVerified) throw new Problem('email_unverified');
  const session = await startFamily(payload, { customerId: account.id, passwordHash: account.passwordHash });
  if (!session) throw new Problem('invalid_credentials');
  return createTokens(runtimeOf(payload).customerTokenSecret, session);
}
