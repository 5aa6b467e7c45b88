import { randomInt, randomUUID } from 'node:crypto';
import type { Payload } from 'payload';
import { z } from 'zod';
import { onRedis } from './redis-required.ts';

/** What a one-time code is for: verifying the e-mail address, setting a new password, or taking another e-mail address. */
export type OtpPurpose = 'verify' | 'reset' | 'email';

/** A code in a request: six digits, with any blanks around and between them that copying brings along. */
export const otpInput = z
  .string()
  .max(50)
  .transform((value) => value.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'Six digits.'))
  .meta({ example: '042317' });

const LIFETIME_SECONDS = 10 * 60;
/** Not multiplied by RATE_LIMIT_MULTIPLIER, nor is the next (api.md §1). */
const TRIES_A_CODE = 5;
const CODES_AN_HOUR = 3;

/** The code itself lies under the name that data-flow.md §1 gives it. */
const codeKey = (userId: string, purpose: OtpPurpose) =>
  purpose === 'verify' ? `otp:${userId}` : `otp:${purpose}:${userId}`;
const triesKey = (userId: string, purpose: OtpPurpose) => `${codeKey(userId, purpose)}:tries`;
const issuedKey = (userId: string, purpose: OtpPurpose) => `${codeKey(userId, purpose)}:issued`;
/** A name for this one issue of a code: the same six digits may be drawn twice. */
const idKey = (userId: string, purpose: OtpPurpose) => `${codeKey(userId, purpose)}:id`;
/** The address that a code of purpose `email` was sent to. */
const addressKey = (userId: string, purpose: OtpPurpose) => `${codeKey(userId, purpose)}:address`;

/** What is stored of the code that is good now; the record of the last hour's issues is apart. */
const liveKeys = (userId: string, purpose: OtpPurpose) =>
  [codeKey(userId, purpose), triesKey(userId, purpose), idKey(userId, purpose), addressKey(userId, purpose)] as const;

/**
 * Stores a new code unless the account has had its share in the last hour, and gives the tries back. With ARGV[5] the code
 * that is still there stays. The hour slides: codes at 0:59 and 1:01 count together.
 */
const ISSUE = `
  local live = redis.call('GET', KEYS[1])
  if live and ARGV[5] == '1' then return live end
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', now - 3600000)
  if redis.call('ZCARD', KEYS[5]) >= tonumber(ARGV[3]) then return false end
  redis.call('ZADD', KEYS[5], now, ARGV[4])
  redis.call('EXPIRE', KEYS[5], 3600)
  redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
  redis.call('DEL', KEYS[2])
  redis.call('SET', KEYS[3], ARGV[4], 'EX', ARGV[2])
  redis.call('SET', KEYS[4], ARGV[6], 'EX', ARGV[2])
  return ARGV[1]`;

/**
 * Compares, and counts a wrong try in the same step, so that parallel tries cannot exceed the limit. The right code stays:
 * it is removed once what it is for has committed. Lua interns strings as short as these and compares them by address: the
 * time tells nothing of the digits.
 */
const CHECK = `
  local code = redis.call('GET', KEYS[1])
  if not code then return false end
  if code == ARGV[1] then return { redis.call('GET', KEYS[3]), redis.call('GET', KEYS[4]) } end
  local tries = redis.call('INCR', KEYS[2])
  if tries == 1 then redis.call('EXPIRE', KEYS[2], ARGV[2]) end
  if tries >= tonumber(ARGV[3]) then redis.call('DEL', unpack(KEYS)) end
  return false`;

/** Removes the code of that id, and no newer one. */
const REMOVE = `
  if redis.call('GET', KEYS[3]) == ARGV[1] then redis.call('DEL', unpack(KEYS)) end
  return 1`;

type Issue = { keepLive: boolean; address?: string };

async function issue(
  payload: Payload,
  userId: string,
  purpose: OtpPurpose,
  { keepLive, address = '' }: Issue,
): Promise<string | undefined> {
  const code = randomInt(1_000_000).toString().padStart(6, '0');
  const keys = [...liveKeys(userId, purpose), issuedKey(userId, purpose)];
  const input = [code, LIFETIME_SECONDS, CODES_AN_HOUR, randomUUID(), keepLive ? 1 : 0, address];
  const stored = await onRedis(payload, (redis) => redis.eval(ISSUE, keys.length, ...keys, ...input));
  return typeof stored === 'string' ? stored : undefined;
}

/**
 * Makes a new six-digit code, good for 10 minutes and 5 wrong tries; an older one stops working.
 * @param address what the code confirms, for the purpose `email`.
 * @returns undefined when 3 were made within the last hour: then there is nothing to send.
 * @throws Problem unavailable without Redis.
 */
export const issueOtp = (
  payload: Payload,
  userId: string,
  purpose: OtpPurpose,
  address?: string,
): Promise<string | undefined> => issue(payload, userId, purpose, { keepLive: false, ...(address && { address }) });

/** The code that is good now, or else a new one under the rules of {@link issueOtp}: for an e-mail that was delayed. */
export const liveOtp = (
  payload: Payload,
  userId: string,
  purpose: Exclude<OtpPurpose, 'email'>,
): Promise<string | undefined> => issue(payload, userId, purpose, { keepLive: true });

/** The code that confirms a new address and is good now, with that address. @throws Problem unavailable without Redis. */
export async function liveAddressCode(
  payload: Payload,
  userId: string,
): Promise<{ otp: string; address: string } | undefined> {
  const [otp, address] = await onRedis(payload, (redis) =>
    redis.mget(codeKey(userId, 'email'), addressKey(userId, 'email')),
  );
  return otp && address ? { otp, address } : undefined;
}

/** A right code, still unused: `id` names this issue of it, `address` is what it confirms. */
export type CheckedOtp = { userId: string; purpose: OtpPurpose; id: string; address: string };

/**
 * Compares a code. A wrong one costs a try; the right one stays good until {@link removeOtp}.
 * @returns undefined for a wrong, expired or over-tried code.
 * @throws Problem unavailable without Redis.
 */
export async function checkOtp(
  payload: Payload,
  userId: string,
  purpose: OtpPurpose,
  code: string,
): Promise<CheckedOtp | undefined> {
  const keys = liveKeys(userId, purpose);
  const right = await onRedis(payload, (redis) =>
    redis.eval(CHECK, keys.length, ...keys, code, LIFETIME_SECONDS, TRIES_A_CODE),
  );
  if (!Array.isArray(right) || typeof right[0] !== 'string') return undefined;
  return { userId, purpose, id: right[0], address: String(right[1] ?? '') };
}

/** Whether no newer code has replaced this one, and it has not expired. @throws Problem unavailable without Redis. */
export const isLiveOtp = async (payload: Payload, { userId, purpose, id }: CheckedOtp): Promise<boolean> =>
  (await onRedis(payload, (redis) => redis.get(idKey(userId, purpose)))) === id;

/** Removes a code that was used; a newer one stays. @throws Problem unavailable without Redis. */
export async function removeOtp(payload: Payload, { userId, purpose, id }: CheckedOtp): Promise<void> {
  const keys = liveKeys(userId, purpose);
  await onRedis(payload, (redis) => redis.eval(REMOVE, keys.length, ...keys, id));
}

/** Ends the code that is good now, if any, without another. @throws Problem unavailable without Redis. */
export async function cancelOtp(payload: Payload, userId: string, purpose: OtpPurpose): Promise<void> {
  await onRedis(payload, (redis) => redis.del(...liveKeys(userId, purpose)));
}

/** Removes every code of the account. @throws Problem unavailable without Redis; they expire within the hour anyway. */
export async function forgetOtps(payload: Payload, userId: string): Promise<void> {
  const keys = (['verify', 'reset', 'email'] as const).flatMap((purpose) => [
    ...liveKeys(userId, purpose),
    issuedKey(userId, purpose),
  ]);
  await onRedis(payload, (redis) => redis.del(...keys));
}
