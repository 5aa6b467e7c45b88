import type { Payload } from 'payload';
import { Problem } from '../../problem.ts';
import { clearFailedLogins, countFailedLogin } from './failed-logins.ts';
import { type Account, accountById } from './find-account.ts';
import { passwordMatches } from './password.ts';

/**
 * The account of a customer who is signed in and presents their password once more. A wrong one counts as a failed login.
 * Hashes once: call it in `inHashSlot`.
 * @throws Problem forbidden for a wrong password; rate_limited after 10 failures for the e-mail; unauthenticated when the
 * customer was erased meanwhile.
 */
export async function checkOwnPassword(payload: Payload, customerId: string, password: string): Promise<Account> {
  const account = await accountById(payload, customerId);
  if (!account) throw new Problem('unauthenticated');
  await countFailedLogin(payload, account.email);
  if (!(await passwordMatches(password, account.passwordHash))) throw wrongPassword();
  await clearFailedLogins(payload, account.email);
  return account;
}

/** For a password that is not, or not any more, that of the account. */
export const wrongPassword = () => new Problem('forbidden', 'That is not your password.');
