import { createHash } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../database/transaction.ts';
import { Problem } from '../problem.ts';

/** What a stored request answered: JSON and a status. */
export type StoredReply = { status: number; body: unknown; headers?: Record<string, string> };

type Stored = { fingerprint: string; status: number; body: string };

/**
 * Runs `work` once per `key` of `scope` (one caller and endpoint) and stores its reply in the same transaction; a replay
 * gets the first reply. Refusals are not stored: they roll back.
 * @throws Problem idempotency_conflict while the first is in flight, idempotency_key_reused for another `input`.
 */
export async function idempotently(
  req: Transactional,
  { scope, key, input }: { scope: string; key: string | undefined; input: unknown },
  work: () => Promise<StoredReply>,
): Promise<StoredReply> {
  if (key === undefined) return work();
  const fingerprint = createHash('sha256').update(JSON.stringify(input)).digest('hex');
  const tx = await sessionOf(req);
  const lock = await tx.execute<{ locked: boolean }>(
    sql`SELECT pg_try_advisory_xact_lock(hashtextextended(${`${scope}\n${key}`}, 0)) AS locked`,
  );
  if (!lock.rows[0]?.locked) throw new Problem('idempotency_conflict', undefined, { headers: { 'Retry-After': '1' } });
  const { rows } = await tx.execute<Stored>(
    sql`SELECT fingerprint, status, body #>> '{}' AS body FROM idempotency_keys WHERE scope = ${scope} AND key = ${key}`,
  );
  const [first] = rows;
  if (first && first.fingerprint !== fingerprint) throw new Problem('idempotency_key_reused');
  if (first) return { status: first.status, body: JSON.parse(first.body), headers: { 'Idempotent-Replayed': 'true' } };
  const reply = await work();
  // As one JSON string: an object's keys would come back in another order than they were answered in.
  const body = JSON.stringify(JSON.stringify(reply.body));
  await tx.execute(sql`
    INSERT INTO idempotency_keys (scope, key, fingerprint, status, body)
    VALUES (${scope}, ${key}, ${fingerprint}, ${reply.status}, ${body}::jsonb)`);
  return reply;
}
