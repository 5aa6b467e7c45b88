import { sql } from '@payloadcms/db-postgres';
import { expect, test, vi } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { confirmEmailChange, requestEmailChange } from '../../../src/services/identity/change-email.ts';
import { changePassword } from '../../../src/services/identity/change-password.ts';
import { accountByEmail } from '../../../src/services/identity/find-account.ts';
import { issueOtp } from '../../../src/services/identity/otp.ts';
import { hashPassword, passwordMatches } from '../../../src/services/identity/password.ts';
import { register } from '../../../src/services/identity/register.ts';
import { resetPassword } from '../../../src/services/identity/reset-password.ts';
import { verifyEmail } from '../../../src/services/identity/verify-email.ts';
import { type Cut, cutOffCalls } from '../../support/cut-off.ts';
import { startSite } from '../../support/site.ts';
import { newEmail, topicsOf } from './identity-site.ts';

// What a hash costs is nothing to these tests, which need hundreds.
vi.mock('bcrypt', async (original) => {
  const { default: bcrypt } = await original<{ default: typeof import('bcrypt') }>();
  return { default: { ...bcrypt, hash: (data: string) => bcrypt.hash(data, 4) } };
});

const { payload, redis } = await startSite();
const calls = cutOffCalls(payload);

const OLD = 'correct horse battery';
const NEW = 'a new password';

type Person = { userId: string; email: string };

async function person({ verified = true } = {}): Promise<Person> {
  const email = newEmail();
  const { id: userId } = await payload.create({
    collection: 'customers',
    data: { email, firstName: 'Ada', lastName: 'Lovelace', emailVerified: verified },
  });
  await database(payload).execute(
    sql`INSERT INTO customer_credentials (customer_id, password_hash) VALUES (${userId}, ${await hashPassword(OLD)})`,
  );
  return { userId, email };
}

const codeOf = async (userId: string, purpose: 'verify' | 'reset' | 'email', address?: string) =>
  (await issueOtp(payload, userId, purpose, address)) ?? 'none';

const hasPassword = async (email: string, password: string) =>
  passwordMatches(password, (await accountByEmail(payload, email))?.passwordHash);

/** What a repeat may answer when the first run had committed and only its answer was lost. */
const DONE = /otp_invalid|forbidden/;

type Act<Prepared> = {
  prepare: () => Promise<Prepared>;
  act: (prepared: Prepared) => Promise<unknown>;
  /** Whether what it is for has happened, in whole. */
  done: (prepared: Prepared) => Promise<boolean>;
};

/** Cuts off each call of an act in turn, repeats the act, and expects its effect to be there once. */
async function survives<Prepared>({ prepare, act, done }: Act<Prepared>): Promise<number> {
  let cuts = 0;
  for (const how of ['before', 'after'] satisfies Cut[]) {
    for (let at = 1; ; at++) {
      const prepared = await prepare();
      const { fired, error } = await calls.run(at, how, () => act(prepared));
      if (!fired) break;
      cuts += 1;
      const label = `call ${at}, cut off ${how} it: ${String(error)}`;
      const wasDone = await done(prepared);
      if (error === undefined) expect(wasDone, label).toBe(true);
      const code = await act(prepared).then(
        () => 'ok',
        (problem: { code?: string }) => String(problem.code ?? problem),
      );
      expect(code, label).toMatch(wasDone ? new RegExp(`ok|${DONE.source}`) : /^ok$/);
      expect(await done(prepared), label).toBe(true);
    }
  }
  return cuts;
}

test('registering', { timeout: 60_000 }, async () => {
  const cuts = await survives({
    prepare: async () => ({ email: newEmail() }),
    act: ({ email }) => register(payload, { email, password: OLD, firstName: 'Ada', lastName: 'Lovelace' }),
    done: async ({ email }) => {
      const account = await accountByEmail(payload, email);
      if (!account || !(await hasPassword(email, OLD)) || !(await redis.get(`otp:${account.id}`))) return false;
      expect(await topicsOf(payload, account.id)).toEqual(['user.created']);
      return true;
    },
  });
  expect(cuts).toBeGreaterThan(15);
});

test('registering again', { timeout: 60_000 }, async () => {
  await survives({
    prepare: () => person({ verified: false }),
    act: ({ email }) => register(payload, { email, password: NEW, firstName: 'Ada', lastName: 'Lovelace' }),
    done: ({ email }) => hasPassword(email, NEW),
  });
});

test('verifying', { timeout: 60_000 }, async () => {
  await survives({
    prepare: async () => {
      const one = await person({ verified: false });
      return { ...one, otp: await codeOf(one.userId, 'verify') };
    },
    act: (input) => verifyEmail(payload, input),
    done: async ({ email, userId }) => {
      const verified = (await accountByEmail(payload, email))?.emailVerified === true;
      expect(await topicsOf(payload, userId)).toEqual(verified ? ['user.verified'] : []);
      return verified;
    },
  });
});

test('resetting a password', { timeout: 60_000 }, async () => {
  await survives({
    prepare: async () => {
      const one = await person();
      return { ...one, otp: await codeOf(one.userId, 'reset') };
    },
    act: ({ email, otp }) => resetPassword(payload, { email, otp, password: NEW }),
    done: async ({ email, userId }) => {
      const changed = await hasPassword(email, NEW);
      expect(await topicsOf(payload, userId)).toEqual(changed ? ['user.password_changed'] : []);
      return changed;
    },
  });
});

test('changing a password', { timeout: 60_000 }, async () => {
  await survives({
    prepare: person,
    act: ({ userId }) =>
      changePassword(payload, { customerId: userId, sessionId: undefined }, { currentPassword: OLD, password: NEW }),
    done: async ({ email, userId }) => {
      const changed = await hasPassword(email, NEW);
      expect(await topicsOf(payload, userId)).toEqual(changed ? ['user.password_changed'] : []);
      return changed;
    },
  });
});

test('asking for another e-mail address, and taking it', { timeout: 60_000 }, async () => {
  await survives({
    prepare: async () => ({ ...(await person()), address: newEmail() }),
    act: ({ userId, address }) => requestEmailChange(payload, userId, { password: OLD, email: address }),
    done: async ({ userId, address }) => {
      const asked = (await topicsOf(payload, userId)).length > 0;
      if (asked) expect(await redis.get(`otp:email:${userId}:address`)).toBe(address);
      return asked;
    },
  });
  await survives({
    prepare: async () => {
      const [one, address] = [await person(), newEmail()];
      return { ...one, address, otp: await codeOf(one.userId, 'email', address) };
    },
    act: ({ userId, otp }) => confirmEmailChange(payload, userId, { otp }),
    done: async ({ userId, address }) => (await accountByEmail(payload, address))?.id === userId,
  });
});
