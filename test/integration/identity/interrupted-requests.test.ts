import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { findAccountByEmail } from '../../../src/services/identity/accounts.ts';
import { confirmEmailChange, requestEmailChange } from '../../../src/services/identity/change-email.ts';
import { changePassword, resetPassword } from '../../../src/services/identity/change-password.ts';
import { issueOtp } from '../../../src/services/identity/otp.ts';
import { hashPassword, isMatchingPassword } from '../../../src/services/identity/password.ts';
import { register } from '../../../src/services/identity/register.ts';
import { verifyEmail } from '../../../src/services/identity/verify-email.ts';
import { type Cut, cutOffCalls } from '../../support/cut-off.ts';
import { startSite } from '../../support/site.ts';
import { LOWEST_COST, newEmail, readTopics } from './identity-site.ts';

const { payload, redis } = await startSite({}, { passwordCost: LOWEST_COST });
const calls = cutOffCalls(payload);

const OLD = 'correct horse battery';
const NEW = 'a new password';
const NETWORK = '203.0.113.1';

type Person = { userId: string; email: string };

async function person({ verified = true } = {}): Promise<Person> {
  const email = newEmail();
  const { id: userId } = await payload.create({
    collection: 'customers',
    data: { email, firstName: 'Ada', lastName: 'Lovelace', emailVerified: verified },
  });
  await database(payload).execute(
    sql`INSERT INTO customer_credentials (customer_id, password_hash) VALUES (${userId}, ${await hashPassword(OLD, LOWEST_COST)})`,
  );
  return { userId, email };
}

const readCode = async (userId: string, purpose: 'verify' | 'reset' | 'email', address?: string) =>
  (await issueOtp(payload, userId, purpose, address === undefined ? undefined : { address, byStaff: false })) ?? 'none';

const hasPassword = async (email: string, password: string) =>
  isMatchingPassword(password, (await findAccountByEmail(payload, email))?.passwordHash);

/** The problem codes that a repeated request may get if the first request committed and only its response was lost. */
const EFFECT_DONE = /otp_invalid|forbidden/;

type Act<Prepared> = {
  prepare: () => Promise<Prepared>;
  act: (prepared: Prepared) => Promise<unknown>;
  /** Whether the request has had its full effect. */
  done: (prepared: Prepared) => Promise<boolean>;
};

/**
 * Runs a request twice for each of its Redis and Postgres calls: once with a failure before that call is executed, and once with
 * a failure after it. Each time, repeats the request afterwards, and expects its effect exactly once.
 */
async function expectOneEffect<Prepared>({ prepare, act, done }: Act<Prepared>): Promise<number> {
  let cuts = 0;
  for (const how of ['before', 'after'] satisfies Cut[]) {
    for (let at = 1; ; at++) {
      const prepared = await prepare();
      const { fired, error } = await calls.run(at, how, () => act(prepared));
      if (!fired) break;
      cuts += 1;
      const label = `call ${at} failed ${how} its execution: ${String(error)}`;
      const hasEffect = await done(prepared);
      if (error === undefined) expect(hasEffect, label).toBe(true);
      const code = await act(prepared).then(
        () => 'ok',
        (problem: { code?: string }) => String(problem.code ?? problem),
      );
      expect(code, label).toMatch(hasEffect ? new RegExp(`ok|${EFFECT_DONE.source}`) : /^ok$/);
      expect(await done(prepared), label).toBe(true);
    }
  }
  return cuts;
}

test('a registration takes effect once', { timeout: 60_000 }, async () => {
  const cuts = await expectOneEffect({
    prepare: async () => ({ email: newEmail() }),
    act: ({ email }) => register(payload, { email, password: OLD, firstName: 'Ada', lastName: 'Lovelace' }, NETWORK),
    done: async ({ email }) => {
      const account = await findAccountByEmail(payload, email);
      if (!account || !(await hasPassword(email, OLD)) || !(await redis.get(`otp:${account.id}`))) return false;
      expect(await readTopics(payload, account.id)).toEqual(['user.created']);
      return true;
    },
  });
  expect(cuts).toBeGreaterThan(15);
});

test('a repeated registration takes effect once', { timeout: 60_000 }, async () => {
  await expectOneEffect({
    prepare: () => person({ verified: false }),
    act: ({ email }) => register(payload, { email, password: NEW, firstName: 'Ada', lastName: 'Lovelace' }, NETWORK),
    done: ({ email }) => hasPassword(email, NEW),
  });
});

test('a verification takes effect once', { timeout: 60_000 }, async () => {
  await expectOneEffect({
    prepare: async () => {
      const customer = await person({ verified: false });
      return { ...customer, otp: await readCode(customer.userId, 'verify') };
    },
    act: (input) => verifyEmail(payload, input, NETWORK),
    done: async ({ email, userId }) => {
      const verified = (await findAccountByEmail(payload, email))?.emailVerified === true;
      expect(await readTopics(payload, userId)).toEqual(verified ? ['user.verified'] : []);
      return verified;
    },
  });
});

test('a password reset takes effect once', { timeout: 60_000 }, async () => {
  await expectOneEffect({
    prepare: async () => {
      const customer = await person();
      return { ...customer, otp: await readCode(customer.userId, 'reset') };
    },
    act: ({ email, otp }) => resetPassword(payload, { email, otp, password: NEW }, NETWORK),
    done: async ({ email, userId }) => {
      const changed = await hasPassword(email, NEW);
      expect(await readTopics(payload, userId)).toEqual(changed ? ['user.password_changed'] : []);
      return changed;
    },
  });
});

test('a password change takes effect once', { timeout: 60_000 }, async () => {
  await expectOneEffect({
    prepare: person,
    act: ({ userId }) =>
      changePassword(payload, { customerId: userId, sessionId: undefined }, { currentPassword: OLD, password: NEW }),
    done: async ({ email, userId }) => {
      const changed = await hasPassword(email, NEW);
      expect(await readTopics(payload, userId)).toEqual(changed ? ['user.password_changed'] : []);
      return changed;
    },
  });
});

test('a change of the e-mail address takes effect once', { timeout: 60_000 }, async () => {
  await expectOneEffect({
    prepare: async () => ({ ...(await person()), address: newEmail() }),
    act: ({ userId, address }) => requestEmailChange(payload, userId, { password: OLD, email: address }),
    done: async ({ userId, address }) => {
      const requested = (await readTopics(payload, userId)).length > 0;
      if (requested) expect(await redis.get(`otp:email:${userId}:address`)).toBe(address);
      return requested;
    },
  });
  await expectOneEffect({
    prepare: async () => {
      const [customer, address] = [await person(), newEmail()];
      return { ...customer, address, otp: await readCode(customer.userId, 'email', address) };
    },
    act: ({ userId, otp }) => confirmEmailChange(payload, userId, { otp }),
    done: async ({ userId, address }) => (await findAccountByEmail(payload, address))?.id === userId,
  });
});
