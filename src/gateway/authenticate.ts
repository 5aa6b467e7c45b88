import { decodeJwt } from 'jose';
import type { Payload } from 'payload';
import { isStaff } from '../access/roles.ts';
import { assertDatabaseAnswers } from '../database/assert-answers.ts';
import { Problem, type ProblemCode } from '../problem.ts';
import { isCustomerToken } from '../services/identity/access-token.ts';
import { authenticateCustomer, bearerToken } from '../services/identity/bearer-strategy.ts';
import type { Caller } from './endpoint.ts';

/** Payload's strategy for its own tokens, by which staff sign in. */
const STAFF_STRATEGY = 'local-jwt';

/** Every auth collection of Payload shares the name of its cookie. */
const TOKEN_COOKIE = 'payload-token=';

const ANONYMOUS: Caller = { kind: 'anonymous', user: null };

/** What of a request tells who sends it. */
export type Credentials = {
  authorization: string | undefined;
  /** Payload accepts its cookie only from origins that its `csrf` option lists. */
  cookie: string | undefined;
  origin: string | undefined;
  fetchSite: string | undefined;
};

/**
 * Tells who calls: a customer by the bearer token of `/v1/auth`, staff by Payload's token or its cookie. The token's first
 * bytes decide which of the two is asked, so a call costs one read of one of the two collections.
 * @throws Problem `token_expired` or `unauthenticated` for a token that is no good, `unavailable` when Postgres cannot say; no
 * credentials at all are anonymous.
 */
export async function authenticate(payload: Payload, credentials: Credentials): Promise<Caller> {
  const token = bearerToken(credentials.authorization);
  if (token === undefined) {
    if (credentials.authorization !== undefined) throw new Problem('unauthenticated');
    return credentials.cookie === undefined ? ANONYMOUS : ((await staffOf(payload, credentials)) ?? ANONYMOUS);
  }
  if (!isCustomerToken(token)) {
    const staff = await staffOf(payload, { ...credentials, cookie: undefined });
    if (staff) return staff;
    throw new Problem(isExpired(token) ? 'token_expired' : 'unauthenticated');
  }
  const customer = await authenticateCustomer(payload, token);
  if (customer.outcome !== 'valid') throw new Problem(customer.outcome satisfies ProblemCode);
  const { customerId, sessionId, user } = customer;
  return { kind: 'customer', customerId, sessionId, user };
}

/** Whether something was sent by which Payload could know somebody. */
export const hasCredentials = ({ authorization, cookie }: Partial<Credentials>): boolean =>
  authorization !== undefined || cookie?.includes(TOKEN_COOKIE) === true;

async function staffOf(payload: Payload, credentials: Credentials): Promise<Caller | undefined> {
  const strategy = payload.authStrategies.find(({ name }) => name === STAFF_STRATEGY);
  const token = bearerToken(credentials.authorization);
  const headers = new Headers({ DisableAutologin: 'true' });
  if (token) headers.set('Authorization', `Bearer ${token}`);
  if (credentials.cookie) headers.set('Cookie', credentials.cookie);
  if (credentials.origin) headers.set('Origin', credentials.origin);
  if (credentials.fetchSite) headers.set('Sec-Fetch-Site', credentials.fetchSite);
  const { user } = (await strategy?.authenticate({ headers, payload, strategyName: STAFF_STRATEGY })) ?? {};
  if (!user && hasCredentials({ authorization: token, cookie: credentials.cookie }))
    await assertDatabaseAnswers(payload);
  if (!user || !isStaff(user)) return undefined;
  return { kind: 'staff', userId: String(user.id), role: user.role, user };
}

/** Only words the refusal of a token that was refused already, so the signature does not matter. */
function isExpired(token: string): boolean {
  try {
    const { exp } = decodeJwt(token);
    return exp !== undefined && exp * 1000 < Date.now();
  } catch {
    return false;
  }
}
