import { decodeJwt } from 'jose';
import { executeAuthStrategies, type Payload } from 'payload';
import { authenticateCustomer, isCustomerToken, parseBearerToken } from '../access/customer-token.ts';
import { isStaff } from '../access/roles.ts';
import { assertDatabaseAnswers } from '../database/check-database.ts';
import type { Caller, CallerKind } from '../endpoints/endpoint.ts';
import { type Actor, setActor } from '../lib/correlation.ts';
import { Problem, type ProblemCode } from '../lib/problem.ts';
import type { Source } from './exchange.ts';

/** The name of Payload's strategy for its own JWTs, which staff use. */
const STAFF_STRATEGY = 'local-jwt';

/** The beginning of Payload's auth cookie: its name and the equals sign. All auth collections use the same cookie name. */
const TOKEN_COOKIE = 'payload-token=';

export const ANONYMOUS: Caller = { kind: 'anonymous', user: null };

/** The headers of a request that identify its sender. */
export type Credentials = {
  authorization: string | undefined;
  cookie: string | undefined;
  /** Payload reads `origin` and `fetchSite` to decide whether it accepts the cookie (its option `csrf`). */
  origin: string | undefined;
  fetchSite: string | undefined;
};

/** Reads the headers of a request that identify its sender. */
export const readCredentials = (source: Pick<Source, 'header'>): Credentials => ({
  authorization: source.header('authorization'),
  cookie: source.header('cookie'),
  origin: source.header('origin'),
  fetchSite: source.header('sec-fetch-site'),
});

/**
 * Authenticates the caller: a customer by the bearer token of `/v1/auth`, staff by Payload's token or cookie. The prefix of
 * the token shows whether it is a customer's, so only customers or only staff are looked up. A request without credentials is
 * anonymous.
 * @throws Problem `token_expired` or `unauthenticated` for an invalid token, `unavailable` if Postgres does not respond
 */
export async function authenticate(payload: Payload, credentials: Credentials): Promise<Caller> {
  const token = parseBearerToken(credentials.authorization);
  if (token === undefined) {
    if (credentials.authorization !== undefined) throw new Problem('unauthenticated');
    return credentials.cookie === undefined
      ? ANONYMOUS
      : ((await authenticateStaff(payload, credentials)) ?? ANONYMOUS);
  }
  if (!isCustomerToken(token)) {
    const staff = await authenticateStaff(payload, { ...credentials, cookie: undefined });
    if (staff) return staff;
    throw new Problem(isExpired(token) ? 'token_expired' : 'unauthenticated');
  }
  const customer = await authenticateCustomer(payload, token);
  if (customer.outcome !== 'valid') throw new Problem(customer.outcome satisfies ProblemCode);
  const { customerId, sessionId, user } = customer;
  return { kind: 'customer', customerId, sessionId, user };
}

/** Whether a request has credentials that Payload may recognise: an `Authorization` header or Payload's cookie. */
export const hasCredentials = ({ authorization, cookie }: Partial<Credentials>): boolean =>
  authorization !== undefined || cookie?.includes(TOKEN_COOKIE) === true;

/**
 * Whether the sender of a request to Payload's own API is signed in as staff.
 * @throws Problem `unavailable` if Postgres does not answer
 */
export async function isFromStaff(payload: Payload, headers: Headers): Promise<boolean> {
  const credentials = {
    authorization: headers.get('authorization') ?? undefined,
    cookie: headers.get('cookie') ?? undefined,
  };
  if (!hasCredentials(credentials)) return false;
  const { user } = await executeAuthStrategies({ headers, payload });
  if (!user) await assertDatabaseAnswers(payload);
  return isStaff(user);
}

async function authenticateStaff(payload: Payload, credentials: Credentials): Promise<Caller | undefined> {
  const strategy = payload.authStrategies.find(({ name }) => name === STAFF_STRATEGY);
  const token = parseBearerToken(credentials.authorization);
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

/** Whether a token has expired. The signature is not verified, because the result only decides the error code of a refusal. */
function isExpired(token: string): boolean {
  try {
    const { exp } = decodeJwt(token);
    return exp !== undefined && exp * 1000 < Date.now();
  } catch {
    return false;
  }
}

/** Whether an endpoint is open to everybody, so that its callers are not authenticated. */
export const isPublic = (callers: readonly CallerKind[]): boolean => callers.every((kind) => kind === 'public');

/**
 * Authenticates the caller and refuses callers who may not use the endpoint. Public endpoints ignore credentials, so that a
 * caller with an expired token can use them.
 * @throws Problem as {@link authenticate} does; also `unauthenticated` for an anonymous caller, and `forbidden` for a caller of
 * the wrong kind or role
 */
export async function authorise(
  payload: Payload,
  callers: readonly CallerKind[],
  credentials: Credentials,
): Promise<Caller> {
  if (isPublic(callers)) return ANONYMOUS;
  const caller = await authenticate(payload, credentials);
  if (caller.kind !== 'anonymous') setActor(toActor(caller));
  if (isAllowed(caller, callers)) return caller;
  throw new Problem(caller.kind === 'anonymous' ? 'unauthenticated' : 'forbidden');
}

const toActor = (caller: Exclude<Caller, { kind: 'anonymous' }>): Actor =>
  caller.kind === 'staff' ? { kind: 'staff', id: caller.userId } : { kind: 'customer' };

function isAllowed(caller: Caller, callers: readonly CallerKind[]): boolean {
  if (callers.includes('public')) return true;
  if (caller.kind === 'anonymous') return false;
  if (caller.kind === 'customer') return callers.includes('customer');
  const isStaffAllowed = callers.some((kind) => kind !== 'customer');
  return caller.role === 'admin' ? isStaffAllowed : callers.includes(caller.role);
}
