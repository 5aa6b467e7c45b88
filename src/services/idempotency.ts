import { createHash } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, sessionOf, type Transactional } from '../database/transaction.ts';
import { domainOf } from '../domain.ts';
import { Problem } from '../problem.ts';

/** What a stored request answered: JSON and a status. */
export type StoredReply = { status: number; body: unknown; headers?: Record<string, string> };

/** A request under the key that its caller gave it, if any; `scope` is one caller and endpoint. */
export type KeyedRequest = { scope: string; key: string | undefined; input: unknown };

/** Forgets what the keys of a caller have answered, which is stored under hashes of what was asked. */
export async function forgetReplies(req: Transactional, scope: string): Promise<void> {
  await (await sessionOf(req)).execute(sql`DELETE FROM idempotency_keys WHERE scope = ${scope}`);
}

type Stored = { fingerprint: string; status: number | null; body: string };

const fingerprintOf = (input: unknown) => createHash('sha256').update(JSON.stringify(input)).digest('hex');

/** As one JSON string: an object's keys would come back in another order than they were answered in. */
const asText = (body: unknown) => JSON.stringify(JSON.stringify(body));

const inFlight = () => new Problem('idempotency_conflict', undefined, { headers: { 'Retry-After': '1' } });

/**
 * Runs `work` once per `key` of `scope` (one caller and endpoint) and stores its reply in the same transaction; a replay
 * gets the first reply. Refusals are not stored: they roll back.
 * @throws Problem idempotency_conflict while the first is in flight, idempotency_key_reused for another `input`.
 */
export async function idempotently(
  req: Transactional,
  { scope, key, input }: KeyedRequest,
  work: () => Promise<StoredReply>,
): Promise<StoredReply> {
  if (key === undefined) return work();
  const fingerprint = fingerprintOf(input);
  const tx = await sessionOf(req);
  const lock = await tx.execute<{ locked: boolean }>(
    sql`SELECT pg_try_advisory_xact_lock(hashtextextended(${`${scope}\n${key}`}, 0)) AS locked`,
  );
  if (!lock.rows[0]?.locked) throw inFlight();
  const first = await replyTo(req, scope, key, fingerprint);
  if (first) return first;
  const reply = await work();
  await tx.execute(sql`
    INSERT INTO idempotency_keys (scope, key, fingerprint, status, body)
    VALUES (${scope}, ${key}, ${fingerprint}, ${reply.status}, ${asText(reply.body)}::jsonb)`);
  return reply;
}

/** The first reply to a key. @throws Problem idempotency_conflict while there is none yet, idempotency_key_reused. */
async function replyTo(
  req: Transactional,
  scope: string,
  key: string,
  fingerprint: string,
): Promise<StoredReply | undefined> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<Stored>(
    sql`SELECT fingerprint, status, body #>> '{}' AS body FROM idempotency_keys WHERE scope = ${scope} AND key = ${key}`,
  );
  const [first] = rows;
  return first && replay(first, fingerprint);
}

function replay({ fingerprint, status, body }: Stored, asked: string): StoredReply {
  if (fingerprint !== asked) throw new Problem('idempotency_key_reused');
  if (status === null) throw inFlight();
  return { status, body: JSON.parse(body), headers: { 'Idempotent-Replayed': 'true' } };
}

/** Longer than any request takes; after it a claim is that of a process that died. */
const CLAIM_SECONDS = 30;

/**
 * Claims a key for work that cannot be one transaction, because another system has to be asked in the middle; the claim
 * commits with the caller's transaction. {@link settleKey} or {@link releaseKey} must follow.
 * @returns the first reply, when there is one.
 * @throws like {@link idempotently}.
 */
export async function claimKey(
  req: Transactional,
  { scope, key, input }: KeyedRequest,
): Promise<StoredReply | undefined> {
  if (key === undefined) return undefined;
  const fingerprint = fingerprintOf(input);
  const tx = await sessionOf(req);
  const { rowCount } = await tx.execute(sql`
    INSERT INTO idempotency_keys AS record (scope, key, fingerprint, claimed_until)
    VALUES (${scope}, ${key}, ${fingerprint}, now() + ${CLAIM_SECONDS} * interval '1 second')
    ON CONFLICT (scope, key) DO UPDATE SET claimed_until = excluded.claimed_until
      WHERE record.status IS NULL AND record.claimed_until < now() AND record.fingerprint = excluded.fingerprint`);
  return rowCount === 1 ? undefined : replyTo(req, scope, key, fingerprint);
}

/** As long as the rows are kept (flow 4). */
const KEPT_SECONDS = 24 * 60 * 60;

const copyKey = ({ scope, key }: KeyedRequest) => `idempotency:${scope}:${key}`;

/**
 * The first reply to a key from Redis, which spares a replay its transaction. Undefined while the key is not settled, and
 * without Redis: then {@link claimKey} tells.
 * @throws Problem idempotency_key_reused.
 */
export async function recallReply(payload: Payload, keyed: KeyedRequest): Promise<StoredReply | undefined> {
  if (keyed.key === undefined) return undefined;
  const copy = await domainOf(payload)
    .redis.get(copyKey(keyed))
    .catch(() => null);
  return copy === null ? undefined : replay(JSON.parse(copy) as Stored, fingerprintOf(keyed.input));
}

/** Stores the reply to a claimed key, with a copy in Redis. */
export async function settleKey(payload: Payload, keyed: KeyedRequest, { status, body }: StoredReply): Promise<void> {
  const { scope, key, input } = keyed;
  if (key === undefined) return;
  await database(payload).execute(sql`
    UPDATE idempotency_keys SET status = ${status}, body = ${asText(body)}::jsonb, claimed_until = NULL
    WHERE scope = ${scope} AND key = ${key}`);
  const copy: Stored = { fingerprint: fingerprintOf(input), status, body: JSON.stringify(body) };
  await domainOf(payload)
    .redis.set(copyKey(keyed), JSON.stringify(copy), 'EX', KEPT_SECONDS)
    .catch((err: unknown) => payload.logger.debug({ err }, 'The reply to an idempotency key has no copy in Redis.'));
}

/** Gives a claimed key back: refusals are not stored. */
export async function releaseKey(payload: Payload, { scope, key }: KeyedRequest): Promise<void> {
  if (key === undefined) return;
  await database(payload).execute(
    sql`DELETE FROM idempotency_keys WHERE scope = ${scope} AND key = ${key} AND status IS NULL`,
  );
}
