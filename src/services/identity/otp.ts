import { createHash, randomInt, randomUUID } from 'node:crypto';
import type { Payload } from 'payload';
import { z } from 'zod';
import { runOnRedis } from '../../lib/redis.ts';
import { cleanCode } from '../../lib/text.ts';

/** The purpose of a one-time code: to verify the e-mail address, reset the password, or change the e-mail address. */
export type OtpPurpose = 'verify' | 'reset' | 'email';

/** A code in a request: six digits. Spaces and invisible characters, which copying adds, are removed. */
export const otpInput = z
  .string()
  .max(50)
  .transform((value) => cleanCode(value).replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'Enter the six digits of the code.'))
  .meta({ example: '042317' });

const LIFETIME_SECONDS = 10 * 60;
/** RATE_LIMIT_MULTIPLIER changes neither `MAX_TRIES_PER_CODE` nor `MAX_CODES_PER_HOUR` (docs/spec/api.md#1-auth). */
const MAX_TRIES_PER_CODE = 5;
const MAX_CODES_PER_HOUR = 3;
const HOUR_MS = 3_600_000;

/** The Redis key of the code itself, as defined in docs/spec/flows.md#1-register-and-sign-in. */
const toCodeKey = (userId: string, purpose: OtpPurpose) =>
  purpose === 'verify' ? `otp:${userId}` : `otp:${purpose}:${userId}`;
const toTriesKey = (userId: string, purpose: OtpPurpose) => `${toCodeKey(userId, purpose)}:tries`;
const toIssuedKey = (userId: string, purpose: OtpPurpose) => `${toCodeKey(userId, purpose)}:issued`;
/** The key under which the id of an issued code is stored. The id is needed because the same six digits may be drawn twice. */
const toIdKey = (userId: string, purpose: OtpPurpose) => `${toCodeKey(userId, purpose)}:id`;
/** The key of the address that received a code of purpose `email`. */
const toAddressKey = (userId: string, purpose: OtpPurpose) => `${toCodeKey(userId, purpose)}:address`;
/**
 * The key of the record that lists all codes issued, for any account, to confirm `address` as a new e-mail address. The address
 * is hashed, so that Redis keys contain no addresses.
 */
const toAddresseeKey = (address: string) =>
  `otp:email-to:${createHash('sha256').update(address).digest('base64url')}:issued`;
/** The key of a flag that is '1' if staff requested the code. */
const toStaffKey = (userId: string, purpose: OtpPurpose) => `${toCodeKey(userId, purpose)}:by-staff`;

/** The keys of the valid code. The records of the codes issued in the last hour have separate keys. */
const toLiveKeys = (userId: string, purpose: OtpPurpose) =>
  [
    toCodeKey(userId, purpose),
    toTriesKey(userId, purpose),
    toIdKey(userId, purpose),
    toAddressKey(userId, purpose),
    toStaffKey(userId, purpose),
  ] as const;

/**
 * The keys of the records that limit how many codes are issued: the record of the account and, for the purpose `email`, the
 * record of the new address.
 */
const toIssuedKeys = (userId: string, purpose: OtpPurpose, address?: string): string[] => [
  toIssuedKey(userId, purpose),
  ...(address === undefined ? [] : [toAddresseeKey(address)]),
];

/**
 * Stores a new code and resets the tries, unless one of the records from KEYS[6] on has reached its limit for the last hour. With
 * ARGV[5] = 1, a valid code is kept and returned instead. The hour is a sliding window: codes issued at 0:59 and 1:01 count
 * together.
 */
const ISSUE_SCRIPT = `
  local live = redis.call('GET', KEYS[1])
  if live and ARGV[5] == '1' then return live end
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  for i = 6, #KEYS do
    redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now - 3600000)
    if redis.call('ZCARD', KEYS[i]) >= tonumber(ARGV[3]) then return false end
  end
  for i = 6, #KEYS do
    redis.call('ZADD', KEYS[i], now, ARGV[4])
    redis.call('EXPIRE', KEYS[i], 3600)
  end
  redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
  redis.call('DEL', KEYS[2])
  redis.call('SET', KEYS[3], ARGV[4], 'EX', ARGV[2])
  redis.call('SET', KEYS[4], ARGV[6], 'EX', ARGV[2])
  redis.call('SET', KEYS[5], ARGV[7], 'EX', ARGV[2])
  return ARGV[1]`;

/**
 * Compares a code and counts a wrong try in one atomic step, so that parallel tries cannot exceed the limit. A correct code
 * stays stored until the operation that it authorises has committed. Lua interns short strings and compares them by memory
 * address, so the duration of the comparison reveals nothing.
 */
const CHECK_SCRIPT = `
  local code = redis.call('GET', KEYS[1])
  if not code then return false end
  if code == ARGV[1] then return redis.call('MGET', KEYS[3], KEYS[4], KEYS[5]) end
  local tries = redis.call('INCR', KEYS[2])
  if tries == 1 then redis.call('EXPIRE', KEYS[2], ARGV[2]) end
  if tries >= tonumber(ARGV[3]) then redis.call('DEL', unpack(KEYS)) end
  return false`;

/** Deletes the code with the given id, but not a newer code. */
const REMOVE_SCRIPT = `
  if redis.call('GET', KEYS[3]) == ARGV[1] then redis.call('DEL', unpack(KEYS)) end
  return 1`;

/** The change of address that a code confirms. */
type AddressChange = { address: string; byStaff: boolean };
type IssueOptions = { reuseLive: boolean; change?: AddressChange | undefined };

async function issue(
  payload: Payload,
  userId: string,
  purpose: OtpPurpose,
  { reuseLive, change }: IssueOptions,
): Promise<string | undefined> {
  const code = randomInt(1_000_000).toString().padStart(6, '0');
  const keys = [...toLiveKeys(userId, purpose), ...toIssuedKeys(userId, purpose, change?.address)];
  const input = [
    ...[code, LIFETIME_SECONDS, MAX_CODES_PER_HOUR, randomUUID(), reuseLive ? 1 : 0],
    ...[change?.address ?? '', change?.byStaff ? 1 : 0],
  ];
  const stored = await runOnRedis(payload, (redis) => redis.eval(ISSUE_SCRIPT, keys.length, ...keys, ...input));
  return typeof stored === 'string' ? stored : undefined;
}

/**
 * Issues a new six-digit code, valid for 10 minutes and 5 wrong tries. The previous code stops working. At most 3 codes
 * are issued within an hour for one account and purpose. For the purpose `email`, at most 3 codes are issued within an
 * hour for one new address, counted over all accounts.
 * @param change the change of address to confirm, for the purpose `email`
 * @returns the code; undefined if a limit is reached
 * @throws Problem unavailable without Redis
 */
export const issueOtp = (
  payload: Payload,
  userId: string,
  purpose: OtpPurpose,
  change?: AddressChange,
): Promise<string | undefined> => issue(payload, userId, purpose, { reuseLive: false, change });

/**
 * Returns the valid code, for building its e-mail. If the code has expired, because the e-mail was delayed, issues a new one
 * under the limits of {@link issueOtp}.
 */
export const getOrIssueOtp = (
  payload: Payload,
  userId: string,
  purpose: Exclude<OtpPurpose, 'email'>,
): Promise<string | undefined> => issue(payload, userId, purpose, { reuseLive: true });

/**
 * Returns the milliseconds until a code that confirms `address` can be issued for an account; 0 if it can be issued now.
 * @throws Problem unavailable without Redis
 */
export async function readEmailChangeWaitMs(payload: Payload, userId: string, address: string): Promise<number> {
  const waits = toIssuedKeys(userId, 'email', address).map((key) => readWaitMs(payload, key));
  return Math.max(...(await Promise.all(waits)));
}

/** Returns the milliseconds until the record under `key` lists fewer than three codes of the last hour; 0 if it does so now. */
async function readWaitMs(payload: Payload, key: string): Promise<number> {
  const [issued, [seconds, micros]] = await runOnRedis(payload, (redis) =>
    Promise.all([redis.zrange(key, '0', '-1', 'WITHSCORES'), redis.time()]),
  );
  const now = Number(seconds) * 1000 + Number(micros) / 1000;
  const ends = issued.filter((_, index) => index % 2 === 1).map((issuedAt) => Number(issuedAt) + HOUR_MS);
  return Math.max(0, (ends.filter((end) => end > now).at(-MAX_CODES_PER_HOUR) ?? now) - now);
}

/**
 * Returns the valid code that confirms a new address, with the address; undefined if there is none.
 * @throws Problem unavailable without Redis
 */
export async function readEmailChangeCode(
  payload: Payload,
  userId: string,
): Promise<{ otp: string; address: string } | undefined> {
  const [otp, address] = await runOnRedis(payload, (redis) =>
    redis.mget(toCodeKey(userId, 'email'), toAddressKey(userId, 'email')),
  );
  return otp && address ? { otp, address } : undefined;
}

/**
 * A correct code that is not used yet. `id` distinguishes the code from other codes with the same digits. `address` is the new
 * address that a code of purpose `email` confirms, and `byStaff` says whether staff entered this address.
 */
export type CheckedOtp = { userId: string; purpose: OtpPurpose; id: string } & AddressChange;

/**
 * Checks a code. A wrong code uses up a try; a correct code stays valid until {@link removeOtp}.
 * @returns undefined for a wrong or expired code, or after too many tries
 * @throws Problem unavailable without Redis
 */
export async function checkOtp(
  payload: Payload,
  userId: string,
  purpose: OtpPurpose,
  code: string,
): Promise<CheckedOtp | undefined> {
  const keys = toLiveKeys(userId, purpose);
  const match = await runOnRedis(payload, (redis) =>
    redis.eval(CHECK_SCRIPT, keys.length, ...keys, code, LIFETIME_SECONDS, MAX_TRIES_PER_CODE),
  );
  if (!Array.isArray(match) || typeof match[0] !== 'string') return undefined;
  const [id, address, byStaff] = match;
  return { userId, purpose, id, address: String(address ?? ''), byStaff: byStaff === '1' };
}

/**
 * Whether a code is still valid: neither replaced by a newer code nor expired.
 * @throws Problem unavailable without Redis
 */
export const isLiveOtp = async (payload: Payload, { userId, purpose, id }: CheckedOtp): Promise<boolean> =>
  (await runOnRedis(payload, (redis) => redis.get(toIdKey(userId, purpose)))) === id;

/**
 * Deletes a used code, but not a newer one.
 * @throws Problem unavailable without Redis
 */
export async function removeOtp(payload: Payload, { userId, purpose, id }: CheckedOtp): Promise<void> {
  const keys = toLiveKeys(userId, purpose);
  await runOnRedis(payload, (redis) => redis.eval(REMOVE_SCRIPT, keys.length, ...keys, id));
}

/**
 * Cancels the valid code, if there is one, without issuing a new code.
 * @throws Problem unavailable without Redis
 */
export async function cancelOtp(payload: Payload, userId: string, purpose: OtpPurpose): Promise<void> {
  await runOnRedis(payload, (redis) => redis.del(...toLiveKeys(userId, purpose)));
}

/**
 * Deletes all codes of an account, and its records of issued codes. Without this call, they expire within an hour.
 * @throws Problem unavailable without Redis
 */
export async function deleteOtps(payload: Payload, userId: string): Promise<void> {
  const keys = (['verify', 'reset', 'email'] as const).flatMap((purpose) => [
    ...toLiveKeys(userId, purpose),
    toIssuedKey(userId, purpose),
  ]);
  await runOnRedis(payload, (redis) => redis.del(...keys));
}
