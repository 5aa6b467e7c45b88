import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../../src/database/transaction.ts';
import { authEndpoints } from '../../../src/endpoints/identity/auth.ts';
import { meEndpoints } from '../../../src/endpoints/identity/me.ts';
import { createListener } from '../../../src/gateway/listener.ts';
import { createRouter } from '../../../src/gateway/router.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import { hashPassword } from '../../../src/services/identity/password.ts';
import { type Site, serve, startSite } from '../../support/site.ts';

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

/** `from` is the client's address. The default is the address of this machine. */
type Sent = { body?: unknown; token?: string; from?: string };

export type IdentitySite = Site & {
  call: (route: string, sent?: Sent) => Promise<Answer>;
};

export const PASSWORD = 'correct horse battery';

/** The lowest cost of bcrypt. Most tests use it, because a hash of the usual cost takes 0.3 s. */
export const LOWEST_COST = 4;
export const USUAL_COST = 12;

/** Serves the identity routes over HTTP, with Payload in this process. */
export async function startIdentitySite(overrides: Record<string, string> = {}): Promise<IdentitySite> {
  const site = await startSite(overrides, { passwordCost: LOWEST_COST });
  const listener = createListener({
    payload: site.payload,
    trustedProxies: ['loopback'],
    find: createRouter([...authEndpoints, ...meEndpoints]),
  });
  const base = await serve(listener);
  return {
    ...site,
    async call(route, { body, token, from } = {}) {
      const [method, path] = route.split(' ');
      const response = await fetch(`${base}${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(from ? { 'x-forwarded-for': from } : {}),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
    },
  };
}

let people = 0;

/** Returns an e-mail address that no other test uses. */
export const newEmail = (): string => `person-${++people}-${uuidv7().slice(-6)}@example.com`;

export type Person = { userId: string; email: string };

const hashes = new Map<number, Promise<string>>();

/** Creates a customer and stores the hash of {@link PASSWORD} by SQL. All customers share one hash for each cost. */
export async function makePerson(
  payload: Payload,
  { verified = true, passwordCost = LOWEST_COST } = {},
): Promise<Person> {
  const passwordHash = hashes.get(passwordCost) ?? hashPassword(PASSWORD, passwordCost);
  hashes.set(passwordCost, passwordHash);
  const email = newEmail();
  const { id: userId } = await payload.create({
    collection: 'customers',
    data: { email, firstName: 'Ada', lastName: 'Lovelace', emailVerified: verified },
  });
  await database(payload).execute(
    sql`INSERT INTO customer_credentials (customer_id, password_hash) VALUES (${userId}, ${await passwordHash})`,
  );
  return { userId, email };
}

export type Tokens = { accessToken: string; refreshToken: string };

export async function signIn(site: IdentitySite, { email }: Person): Promise<Tokens> {
  const { body } = await site.call('POST /v1/auth/login', { body: { email, password: PASSWORD } });
  return body as Tokens;
}

/** Returns the topics of a customer's events, oldest first. */
export async function readTopics(payload: Payload, userId: string): Promise<unknown[]> {
  const { rows } = await database(payload).execute(
    sql`SELECT topic FROM domain_events WHERE payload->>'userId' = ${userId} ORDER BY id`,
  );
  return rows.map(({ topic }) => topic);
}

/** Hashes passwords as in production while `work` runs. */
export async function withUsualCost<T>(payload: Payload, work: () => Promise<T>): Promise<T> {
  const runtime = runtimeOf(payload);
  const { passwordCost } = runtime;
  runtime.passwordCost = undefined;
  try {
    return await work();
  } finally {
    runtime.passwordCost = passwordCost;
  }
}

/** Counts responses by status. */
export function tally(answers: Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Runs `work` concurrently, `times` times. */
export const atOnce = <T>(times: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: times }, (_, index) => work(index)));
