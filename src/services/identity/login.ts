import type { Payload } from 'payload';
import { z } from 'zod';
import { domainOf } from '../../domain.ts';
import { Problem } from '../../problem.ts';
import { emailInput } from '../contact.ts';
import { clearFailedLogins, countFailedLogin } from './failed-logins.ts';
import { accountByEmail } from './find-account.ts';
import { inHashSlot } from './hash-slots.ts';
import { passwordMatches, presentedPassword } from './password.ts';
import { startFamily } from './refresh-tokens.ts';
import { type tokens, tokensFor } from './tokens.ts';

export const loginInput = z.strictObject({ email: emailInput, password: presentedPassword });

/**
 * Signs a customer in, with two SQL statements. An unknown e-mail takes the same way and the same time as a wrong password.
 * @throws Problem invalid_credentials; email_unverified, only after the right password; rate_limited after 10 failures for
 * the e-mail; unavailable when too many passwords wait to be hashed.
 */
export async function login(
  payload: Payload,
  { email, password }: z.output<typeof loginInput>,
): Promise<z.output<typeof tokens>> {
  const account = await accountByEmail(payload, email);
  const right = await inHashSlot(async () => {
    await countFailedLogin(payload, email);
    return passwordMatches(password, account?.passwordHash);
  });
  if (!account || !right) throw new Problem('invalid_credentials');
  await clearFailedLogins(payload, email);
  if (!account.emailVerified) throw new Problem('email_unverified');
  const session = await startFamily(payload, { customerId: account.id, passwordHash: account.passwordHash });
  if (!session) throw new Problem('invalid_credentials');
  return tokensFor(domainOf(payload).customerTokenSecret, session);
}
