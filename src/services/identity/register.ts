import { sql } from '@payloadcms/db-postgres';
import { type Payload, ValidationError } from 'payload';
import { z } from 'zod';
import { sessionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/outbox.ts';
import { Problem } from '../../problem.ts';
import { emailInput, nameInput } from '../contact.ts';
import { accountByEmail } from './find-account.ts';
import { inHashSlot } from './hash-slots.ts';
import { issueOtp } from './otp.ts';
import { hashPassword, newPassword } from './password.ts';
import { requireRedis } from './redis-required.ts';

export const registration = z.strictObject({
  email: emailInput,
  password: newPassword,
  firstName: nameInput,
  lastName: nameInput,
});

/**
 * Registers a customer: account, credentials and `user.created` in one transaction, and the one-time code just before it
 * commits, so that the welcome e-mail finds it. The code of a transaction that then fails belongs to nobody and expires.
 * @throws Problem email_taken, also for the loser of two at once; unavailable without Redis, with nothing stored.
 */
export async function register(
  payload: Payload,
  input: z.output<typeof registration>,
): Promise<{ userId: string; email: string }> {
  const { email, firstName, lastName } = input;
  await requireRedis(payload);
  if (await accountByEmail(payload, email)) throw new Problem('email_taken');
  const passwordHash = await inHashSlot(() => hashPassword(input.password));
  return withTransaction(payload, async (req) => {
    const { id: userId } = await payload
      .create({ collection: 'customers', data: { email, firstName, lastName, emailVerified: false }, req })
      .catch(asEmailTaken);
    const tx = await sessionOf(req);
    await tx.execute(
      sql`INSERT INTO customer_credentials (customer_id, password_hash) VALUES (${userId}, ${passwordHash})`,
    );
    await emit(req, 'user.created', { userId, email, firstName });
    await issueOtp(payload, userId, 'verify');
    return { userId, email };
  });
}

/** The unique index decides between two at once; Payload reports it as an invalid `email`. */
function asEmailTaken(error: unknown): never {
  const taken = error instanceof ValidationError && error.data.errors.some(({ path }) => path === 'email');
  throw taken ? new Problem('email_taken') : error;
}
