import { createHash } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { Problem } from '../lib/problem.ts';
import { runtimeOf } from '../lib/runtime.ts';
import { database, type Transactional, transactionOf } from './transaction.ts';

/** The stored reply to a request: status, JSON body and headers. */
export type StoredReply = { status: number; body: unknown; headers?: Record<string, string> };

/** A request with the idempotency key of its caller, if there is one. `scope` names the caller and the endpoint. */
export type KeyedRequest = { scope: string; key: string | undefined; input: unknown };

/** Deletes all stored replies of a scope, and with them the hashes of the requests. */
export async function deleteStoredReplies(req: Transactional, scope: string): Promise<void> {
  await (await transactionOf(req)).execute(sql`DELETE FROM idempotency_keys WHERE scope = ${scope}`);
}

/**
 * Deletes idempotency keys older than 24 h.
 * @returns the number of deleted keys
 */
export async function deleteOldIdempotencyKeys(payload: Payload): Promise<number> {
  const { rowCount } = await database(payload).execute(
    sql`DELETE FROM idempotency_keys WHERE created_at < now() - interval '24 hours'`,
  );
  return rowCount ?? 0;
}

type StoredRow = { fingerprint: string; status: number | null; body: string };

const computeFingerprint = (input: unknown) => createHash('sha256').update(JSON.stringify(input)).digest('hex');

/** Encodes the body as one JSON string, because jsonb would not preserve the order of an object's keys. */
const toJsonText = (body: unknown) => JSON.stringify(JSON.stringify(body));

const inFlightProblem = () => new Problem('idempotency_conflict', undefined, { headers: { 'Retry-After': '1' } });

/**
 * Runs `work` once per `key` of `scope` (caller and endpoint) and stores its reply in the same transaction. A repeated request
 * gets the stored reply. If `work` throws, the transaction rolls back and no reply is stored.
 * @throws Problem idempotency_conflict while the first request is in flight; idempotency_key_reused for a different `input`
 */
export async function runIdempotently(
  req: Transactional,
  { scope, key, input }: KeyedRequest,
  work: () => Promise<StoredReply>,
): Promise<StoredReply> {
  if (key === undefined) return work();
  const fingerprint = computeFingerprint(input);
  const tx = await transactionOf(req);
  const lock = await tx.execute<{ locked: boolean }>(
    sql`SELECT pg_try_advisory_xact_lock(hashtextextended(${`${scope}\n${key}`}, 0)) AS locked`,
  );
  if (!lock.rows[0]?.locked) throw inFlightProblem();
  const first = await findReply(req, scope, key, fingerprint);
  if (first) return first;
  const reply = await work();
  await tx.execute(sql`
    INSERT INTO idempotency_keys (scope, key, fingerprint, status, body)
    VALUES (${scope}, ${key}, ${fingerprint}, ${reply.status}, ${toJsonText(reply.body)}::jsonb)`);
  return reply;
}

/**
 * Returns the stored reply to a key, if there is one.
 * @throws Problem idempotency_conflict while the first request is in flight; idempotency_key_reused for a different input
 */
async function findReply(
  req: Transactional,
  scope: string,
  key: string,
  fingerprint: string,
): Promise<StoredReply | undefined> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<StoredRow>(
    sql`SELECT fingerprint, status, body #>> '{}' AS body FROM idempotency_keys WHERE scope = ${scope} AND key = ${key}`,
  );
  const [first] = rows;
  return first && replay(first, fingerprint);
}

function replay({ fingerprint, status, body }: StoredRow, expectedFingerprint: string): StoredReply {
  if (fingerprint !== expectedFingerprint) throw new Problem('idempotency_key_reused');
  if (status === null) throw inFlightProblem();
  return { status, body: JSON.parse(body), headers: { 'Idempotent-Replayed': 'true' } };
}

/**
 * How long a claim blocks other requests with the same key. Every request takes less time, so an older claim was left by a
 * process that died.
 */
const CLAIM_SECONDS = 30;

/**
 * Claims a key for work that cannot be one transaction because it calls another system. The claim commits with the caller's
 * transaction. {@link storeReply} or {@link releaseKey} must follow.
 * @param maxKeys the maximum number of stored keys of the scope, unlimited by default. If there is a limit, the claims of a
 *   scope wait for each other, so that concurrent claims do not exceed the limit.
 * @returns the stored reply if the request is a repeat; undefined if the caller must do the work
 * @throws Problem as {@link runIdempotently} does; also limit_reached if the key is new and the scope already has `maxKeys` keys
 */
export async function claimKey(
  req: Transactional,
  { scope, key, input }: KeyedRequest,
  maxKeys?: number,
): Promise<StoredReply | undefined> {
  if (key === undefined) return undefined;
  const fingerprint = computeFingerprint(input);
  const tx = await transactionOf(req);
  if (maxKeys !== undefined)
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('idempotency_keys'), hashtext(${scope}))`);
  const reached =
    maxKeys === undefined
      ? sql`false`
      : sql`NOT EXISTS (SELECT FROM idempotency_keys WHERE scope = ${scope} AND key = ${key})
          AND (SELECT count(*) FROM idempotency_keys WHERE scope = ${scope}) >= ${maxKeys}`;
  const { rows } = await tx.execute<{ claimed: boolean; reached: boolean }>(sql`
    WITH others AS (SELECT ${reached} AS reached),
    claimed AS (
      INSERT INTO idempotency_keys AS record (scope, key, fingerprint, claimed_until)
      SELECT ${scope}, ${key}, ${fingerprint}, now() + ${CLAIM_SECONDS} * interval '1 second' FROM others WHERE NOT reached
      ON CONFLICT (scope, key) DO UPDATE SET claimed_until = excluded.claimed_until
        WHERE record.status IS NULL AND record.claimed_until < now() AND record.fingerprint = excluded.fingerprint
      RETURNING scope)
    SELECT EXISTS (SELECT FROM claimed) AS claimed, reached FROM others`);
  const [claim] = rows;
  if (claim?.claimed) return undefined;
  const first = await findReply(req, scope, key, fingerprint);
  if (first || !claim?.reached) return first;
  throw new Problem(
    'limit_reached',
    `This endpoint accepts at most ${maxKeys} different Idempotency-Keys from one caller per day.`,
  );
}

/** How long the copy of a reply stays in Redis: as long as its row in Postgres (docs/spec/flows.md#4-pay-for-an-order). */
const RETENTION_SECONDS = 24 * 60 * 60;

const toReplyCacheKey = ({ scope, key }: KeyedRequest) => `idempotency:${scope}:${key}`;

/**
 * Returns the stored reply to a key from Redis, so that a repeated request needs no transaction. Undefined if there is no reply
 * yet or Redis is down; then {@link claimKey} decides whether the request is a repeat.
 * @throws Problem idempotency_key_reused for a different input
 */
export async function readCachedReply(payload: Payload, request: KeyedRequest): Promise<StoredReply | undefined> {
  if (request.key === undefined) return undefined;
  const copy = await runtimeOf(payload)
    .redis.get(toReplyCacheKey(request))
    .catch(() => null);
  return copy === null ? undefined : replay(JSON.parse(copy) as StoredRow, computeFingerprint(request.input));
}

/** Stores the reply to a claimed key, with a copy in Redis. */
export async function storeReply(
  payload: Payload,
  request: KeyedRequest,
  { status, body }: StoredReply,
): Promise<void> {
  const { scope, key, input } = request;
  if (key === undefined) return;
  await database(payload).execute(sql`
    UPDATE idempotency_keys SET status = ${status}, body = ${toJsonText(body)}::jsonb, claimed_until = NULL
    WHERE scope = ${scope} AND key = ${key}`);
  const copy: StoredRow = { fingerprint: computeFingerprint(input), status, body: JSON.stringify(body) };
  await runtimeOf(payload)
    .redis.set(toReplyCacheKey(request), JSON.stringify(copy), 'EX', RETENTION_SECONDS)
    .catch((err: unknown) => payload.logger.debug({ err }, 'Could not copy the reply of an idempotency key to Redis.'));
}

/**
 * Deletes the claim of a key whose request was refused, so that the caller can send the request again. Refusals are not stored.
 */
export async function releaseKey(payload: Payload, { scope, key }: KeyedRequest): Promise<void> {
  if (key === undefined) return;
  await database(payload).execute(
    sql`DELETE FROM idempotency_keys WHERE scope = ${scope} AND key = ${key} AND status IS NULL`,
  );
}
