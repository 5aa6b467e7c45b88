import { sql } from '@payloadcms/db-postgres';
import express from 'express';
import type { Payload } from 'payload';
import { database } from '../../../src/database/transaction.ts';
import { authEndpoints } from '../../../src/endpoints/auth.ts';
import { meEndpoints } from '../../../src/endpoints/me.ts';
import { arrivalReader } from '../../../src/gateway/arrival.ts';
import { mountEndpoints } from '../../../src/gateway/express-mount.ts';
import { uuidv7 } from '../../../src/ids.ts';
import { hashPassword } from '../../../src/services/identity/password.ts';
import { type Site, serve, startSite } from '../../support/site.ts';

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

type Sent = { body?: unknown; token?: string };

export type IdentitySite = Site & {
  call: (route: string, sent?: Sent) => Promise<Answer>;
};

export const PASSWORD = 'correct horse battery';

/** The routes of identity, over HTTP, on a Payload of this process. */
export async function startIdentitySite(overrides: Record<string, string> = {}): Promise<IdentitySite> {
  const site = await startSite(overrides);
  const app = express();
  const readArrival = arrivalReader({ trustedProxies: [], websiteTokens: [] });
  app.use((req, _res, next) => {
    readArrival(req);
    next();
  });
  mountEndpoints(app, site.payload, [...authEndpoints, ...meEndpoints]);
  const base = await serve(app as never);
  return {
    ...site,
    async call(route, { body, token } = {}) {
      const [method, path] = route.split(' ');
      const response = await fetch(`${base}${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
    },
  };
}

let people = 0;

/** An e-mail address that no other test has. */
export const newEmail = (): string => `person-${++people}-${uuidv7().slice(-6)}@example.com`;

export type Person = { userId: string; email: string };

let passwordHash: Promise<string> | undefined;

/** A customer with {@link PASSWORD}, stored directly: hashing one password for each test would take most of the time. */
export async function makePerson(payload: Payload, { verified = true } = {}): Promise<Person> {
  passwordHash ??= hashPassword(PASSWORD);
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

/** The topics of a customer's events, oldest first. */
export async function topicsOf(payload: Payload, userId: string): Promise<unknown[]> {
  const { rows } = await database(payload).execute(
    sql`SELECT topic FROM domain_events WHERE payload->>'userId' = ${userId} ORDER BY id`,
  );
  return rows.map(({ topic }) => topic);
}

/** How many answers have each status. */
export function tally(answers: Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** `work` so many times at once. */
export const atOnce = <T>(times: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: times }, (_, index) => work(index)));
