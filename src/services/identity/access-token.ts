import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { isUuid, uuidv7 } from '../../ids.ts';

/** How long an access token lives, in seconds: `expiresIn` of the answers of login and refresh. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;

const HEADER = { alg: 'HS256', typ: 'at+jwt' } as const;
/** Every token of ours starts with the same bytes, since its header is constant; no token of staff does. */
const PREFIX = `${Buffer.from(JSON.stringify(HEADER)).toString('base64url')}.`;
const ISSUER = 'lomash-wood/identity';
const AUDIENCE = 'lomash-wood/customers';

const keys = new Map<string, KeyObject>();

/** One key object a secret. */
function keyOf(secret: string): KeyObject {
  const key = keys.get(secret) ?? createSecretKey(Buffer.from(secret));
  keys.set(secret, key);
  return key;
}

/** What a customer's token says: whose it is, or why it is refused (api.md: `token_expired` or `unauthenticated`). */
export type VerifiedToken =
  | { outcome: 'valid'; customerId: string; sessionId?: string | undefined }
  | { outcome: 'expired' }
  | { outcome: 'invalid' };

/**
 * Signs an access token (RFC 9068 `at+jwt`, HS256) for `customerId`; it carries no personal data. `sessionId` names the
 * sign-in that it comes from (claim `sid`).
 */
export function issueAccessToken(secret: string, customerId: string, sessionId?: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT(sessionId ? { sid: sessionId } : {})
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

/**
 * Checks signature, issuer, audience and time. Reads no database: whether the customer still exists is another question.
 * jose's own verification is not used here: it goes through a thread of Web Crypto, which costs a tenth of a booking. There is
 * one algorithm and one header, so nothing of a token decides how it is checked.
 */
export function verifyAccessToken(secret: string, token: string): VerifiedToken {
  if (!isCustomerToken(token) || !isSigned(token, keyOf(secret))) return { outcome: 'invalid' };
  const { sub, iss, aud, exp, sid } = decodeJwt(token);
  if (iss !== ISSUER || aud !== AUDIENCE || exp === undefined || !isUuid(sub)) return { outcome: 'invalid' };
  if (exp <= Math.floor(Date.now() / 1000)) return { outcome: 'expired' };
  return { outcome: 'valid', customerId: sub, sessionId: isUuid(sid) ? sid : undefined };
}

function isSigned(token: string, key: KeyObject): boolean {
  const end = token.lastIndexOf('.');
  const signature = Buffer.from(token.slice(end + 1));
  const expected = Buffer.from(createHmac('sha256', key).update(token.slice(0, end)).digest('base64url'));
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}
