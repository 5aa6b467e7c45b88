import { randomInt } from 'node:crypto';
import type { Payload } from 'payload';
import { z } from 'zod';
import { onRedis } from './redis-required.ts';

/** What a one-time code is for: verifying the e-mail address, or setting a new password. */
export type OtpPurpose = 'verify' | 'reset';

/** A code in a request. */
export const otpInput = z
  .string()
  .regex(/^\d{6}$/, 'Six digits.')
  .meta({ example: '042317' });

const LIFETIME_SECONDS = 10 * 60;
/** Not multiplied by RATE_LIMIT_MULTIPLIER, nor is the next (api.md §1). */
const TRIES_A_CODE = 5;
const CODES_AN_HOUR = 3;

/** The code itself lies under the name that data-flow.md §1 gives it. */
const codeKey = (userId: string, purpose: OtpPurpose) =>
  purpose === 'reset' ? `otp:reset:${userId}` : `otp:${userId}`;
const triesKey = (userId: string, purpose: OtpPurpose) => `${codeKey(userId, purpose)}:tries`;
const issuedKey = (userId: string, purpose: OtpPurpose) => `${codeKey(userId, purpose)}:issued`;
const keysOf = (userId: string, purpose: OtpPurpose) =>
  [codeKey(userId, purpose), triesKey(userId, purpose), issuedKey(userId, purpose)] as const;

/**
 * Stores a new code unless the account has had its share in the last hour, and gives the tries back. With ARGV[5] the code
 * that is still there stays. The hour slides: codes at 0:59 and 1:01 count together.
 */
const ISSUE = `
  local live = redis.call('GET', KEYS[1])
  if live and ARGV[5] == '1' then return live end
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - 3600000)
  if redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[3]) then return false end
  redis.call('ZADD', KEYS[3], now, ARGV[4])
  redis.call('EXPIRE', KEYS[3], 3600)
  redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
  redis.call('DEL', KEYS[2])
  return ARGV[1]`;

/**
 * Counts the try before it looks, so that parallel tries cannot exceed the limit, and takes the right code away, so that it
 * works once. Lua interns strings as short as these and compares them by address: the time tells nothing of the digits.
 */
const REDEEM = `
  local code = redis.call('GET', KEYS[1])
  if not code then return 0 end
  local tries = redis.call('INCR', KEYS[2])
  if tries == 1 then redis.call('EXPIRE', KEYS[2], ARGV[2]) end
  local right = code == ARGV[1]
  if right or tries >= tonumber(ARGV[3]) then redis.call('DEL', KEYS[1], KEYS[2]) end
  return right and 1 or 0`;

async function issue(
  payload: Payload,
  userId: string,
  purpose: OtpPurpose,
  keepLive: boolean,
): Promise<string | undefined> {
  const code = randomInt(1_000_000).toString().padStart(6, '0');
  const member = `${Date.now()}-${randomInt(2 ** 40)}`;
  const stored = await onRedis(payload, (redis) =>
    redis.eval(ISSUE, 3, ...keysOf(userId, purpose), code, LIFETIME_SECONDS, CODES_AN_HOUR, member, keepLive ? 1 : 0),
  );
  return typeof stored === 'string' ? stored : undefined;
}

/**
 * Makes a new six-digit code, good for 10 minutes and 5 tries; an older one stops working.
 * @returns undefined when 3 were made within the last hour: then there is nothing to send.
 * @throws Problem unavailable without Redis.
 */
export const issueOtp = (payload: Payload, userId: string, purpose: OtpPurpose): Promise<string | undefined> =>
  issue(payload, userId, purpose, false);

/** The code that is good now, or else a new one under the rules of {@link issueOtp}: for an e-mail that was delayed. */
export const liveOtp = (payload: Payload, userId: string, purpose: OtpPurpose): Promise<string | undefined> =>
  issue(payload, userId, purpose, true);

/** Takes one try at the code; the right one is used up by it. @throws Problem unavailable without Redis. */
export async function redeemOtp(payload: Payload, userId: string, purpose: OtpPurpose, code: string): Promise<boolean> {
  const right = await onRedis(payload, (redis) =>
    redis.eval(REDEEM, 2, codeKey(userId, purpose), triesKey(userId, purpose), code, LIFETIME_SECONDS, TRIES_A_CODE),
  );
  return right === 1;
}

/** Removes every code of the account. @throws Problem unavailable without Redis; they expire within the hour anyway. */
export async function forgetOtps(payload: Payload, userId: string): Promise<void> {
  await onRedis(payload, (redis) => redis.del(...keysOf(userId, 'verify'), ...keysOf(userId, 'reset')));
}
