import { createSecretKey, type KeyObject } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { isUuid, uuidv7 } from '../../ids.ts';

/** How long an access token lives, in seconds: `expiresIn` of the answers of login and refresh. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;

const HEADER = { alg: 'HS256', typ: 'at+jwt' } as const;
/** Every token of ours starts with the same bytes, since its header is constant; no token of staff does. */
const PREFIX = `${Buffer.from(JSON.stringify(HEADER)).toString('base64url')}.`;
const ISSUER = 'lomash-wood/identity';
const AUDIENCE = 'lomash-wood/customers';

const keys = new Map<string, KeyObject>();

/** One key object a secret: jose caches the imported key by it. */
function keyOf(secret: string): KeyObject {
  const key = keys.get(secret) ?? createSecretKey(Buffer.from(secret));
  keys.set(secret, key);
  return key;
}

/** What a customer's token says: whose it is, or why it is refused (api.md: `token_expired` or `unauthenticated`). */
export type VerifiedToken = { outcome: 'valid'; customerId: string } | { outcome: 'expired' } | { outcome: 'invalid' };

/** Signs an access token (RFC 9068 `at+jwt`, HS256) for `customerId`; it carries no personal data. */
export function issueAccessToken(secret: string, customerId: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT()
    .setProtectedHeader(HEADER)
    .setSubject(customerId)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setJti(uuidv7())
    .setIssuedAt(now)
    .setExpirationTime(now + ACCESS_TOKEN_SECONDS)
    .sign(keyOf(secret));
}

/** Whether `token` has the shape of a customer's access token. Costs nothing, so it may run for every request of anybody. */
export const isCustomerToken = (token: string): boolean => token.startsWith(PREFIX);

/** Checks signature, issuer, audience and time. Reads no database: whether the customer still exists is another question. */
export async function verifyAccessToken(secret: string, token: string): Promise<VerifiedToken> {
  if (!isCustomerToken(token)) return { outcome: 'invalid' };
  try {
    const { payload } = await jwtVerify(token, keyOf(secret), {
      algorithms: [HEADER.alg],
      typ: HEADER.typ,
      issuer: ISSUER,
      audience: AUDIENCE,
      requiredClaims: ['exp', 'sub'],
    });
    return isUuid(payload.sub) ? { outcome: 'valid', customerId: payload.sub } : { outcome: 'invalid' };
  } catch (error) {
    return { outcome: error instanceof errors.JWTExpired ? 'expired' : 'invalid' };
  }
}
