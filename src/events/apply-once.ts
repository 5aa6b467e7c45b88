import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload, PayloadRequest } from 'payload';
import type { Executor } from '../database/executor.ts';
import { database, transactionOf, withTransaction } from '../database/transaction.ts';
import { withRenewal } from '../lib/concurrency.ts';
import { crashPoint } from './crash-points.ts';

/**
 * Thrown if an effect needs something that a person must provide first, such as the default brochure. The job waits without using
 * up attempts.
 */
export class NotReadyError extends Error {
  override name = 'NotReadyError';
}

/** Thrown if another worker holds the lease of this effect, or died while holding the lease. Retry when the lease has expired. */
export class LeaseHeldError extends Error {
  override name = 'LeaseHeldError';
  readonly milliseconds: number;

  /** @param milliseconds the remaining time of the lease by the clock of Postgres */
  constructor(milliseconds: number) {
    super(`Another worker holds the lease of this effect. The lease ends in ${Math.ceil(milliseconds / 1000)} s.`);
    this.milliseconds = milliseconds;
  }
}

/** Duration of a lease in milliseconds. The lease is renewed whenever a third of its duration has passed. */
export const LEASE_MS = 30_000;

/** A write in the same transaction as the done marker. */
export type StoreWithMarker = (tx: Executor) => Promise<unknown>;

/** Records that an effect had nothing to send, so that no history says that something was sent. */
export const markSkipped =
  (eventId: string, subscriber: string): StoreWithMarker =>
  (tx) =>
    tx.execute(sql`
      UPDATE event_receipts SET skipped = true WHERE event_id = ${eventId} AND subscriber = ${subscriber}`);

type Effect = (storeWithMarker: (work: StoreWithMarker) => void) => Promise<void>;

type Claim = { eventId: string; subscriber: string; token: string };

/**
 * Applies an effect outside of Postgres (an e-mail) once per event and subscriber. A lease excludes other workers while the
 * effect runs; then a done marker is stored, together with the writes that `effect` registers. If the process dies after the
 * other system has accepted the effect but before the marker is stored, the effect is repeated: no sender can rule out this
 * duplicate. The deterministic Message-ID lets the recipient's mail system detect the duplicate.
 * @returns whether this call applied the effect
 * @throws LeaseHeldError while another worker holds the lease; any error of `effect`, after releasing the lease
 */
export async function applyOutsideOnce(
  payload: Payload,
  eventId: string,
  subscriber: string,
  effect: Effect,
  leaseMs = LEASE_MS,
): Promise<boolean> {
  const claim = { eventId, subscriber, token: randomUUID() };
  if (!(await claimEffect(payload, claim, leaseMs))) return false;
  const applyAndMark = async () => {
    const deferredWrites: StoreWithMarker[] = [];
    await runEffectOrRelease(payload, claim, () => effect((work) => deferredWrites.push(work)));
    crashPoint('after-mail-accepted');
    await markDone(payload, claim, deferredWrites);
  };
  await withRenewal(leaseMs, () => renew(payload, claim, leaseMs), applyAndMark);
  return true;
}

async function claimEffect(payload: Payload, { eventId, subscriber, token }: Claim, leaseMs: number): Promise<boolean> {
  const db = database(payload);
  const { rows: claimed } = await db.execute(sql`
    INSERT INTO event_receipts AS r (event_id, subscriber, claim_token, claimed_until)
    VALUES (${eventId}, ${subscriber}, ${token}, now() + ${leaseMs} * interval '1 millisecond')
    ON CONFLICT (event_id, subscriber) DO UPDATE
      SET claim_token = excluded.claim_token, claimed_until = excluded.claimed_until
      WHERE r.done_at IS NULL AND (r.claimed_until IS NULL OR r.claimed_until < now())
    RETURNING 1`);
  if (claimed.length > 0) return true;
  const { rows } = await db.execute(sql`
    SELECT done_at IS NOT NULL AS done,
      greatest(0, coalesce(extract(epoch FROM (claimed_until - now())) * 1000, 0))::float8 AS milliseconds
    FROM event_receipts
    WHERE event_id = ${eventId} AND subscriber = ${subscriber}`);
  const receipt = rows[0] as { done: boolean; milliseconds: number } | undefined;
  if (receipt?.done) return false;
  throw new LeaseHeldError(receipt?.milliseconds ?? 0);
}

/**
 * Extends the lease. A failed renewal is only logged: if the lease expires, another worker may repeat the effect, as if this
 * process had died.
 */
function renew(payload: Payload, { eventId, subscriber, token }: Claim, leaseMs: number): void {
  database(payload)
    .execute(sql`
      UPDATE event_receipts SET claimed_until = now() + ${leaseMs} * interval '1 millisecond'
      WHERE event_id = ${eventId} AND subscriber = ${subscriber} AND claim_token = ${token} AND done_at IS NULL`)
    .catch((err: unknown) =>
      payload.logger.warn({ err, eventId, subscriber }, 'Could not renew the lease of an effect.'),
    );
}

async function runEffectOrRelease(payload: Payload, claim: Claim, effect: () => Promise<void>): Promise<void> {
  try {
    await effect();
  } catch (error) {
    await releaseClaim(payload, claim);
    throw error;
  }
}

async function releaseClaim(payload: Payload, { eventId, subscriber, token }: Claim): Promise<void> {
  await database(payload)
    .execute(sql`
      UPDATE event_receipts SET claimed_until = NULL
      WHERE event_id = ${eventId} AND subscriber = ${subscriber} AND claim_token = ${token}`)
    .catch((err: unknown) =>
      payload.logger.warn(
        { err, eventId, subscriber },
        'Could not release the lease of an effect. The lease will expire.',
      ),
    );
}

const MARK_ATTEMPTS = 10;

/**
 * Stores the done marker, with retries: the effect has happened, so a lost connection must not cause a second e-mail while this
 * process lives. The marker is stored even if another worker holds the lease by now.
 */
async function markDone(payload: Payload, claim: Claim, deferredWrites: readonly StoreWithMarker[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (deferredWrites.length === 0) return await markReceiptDone(database(payload), claim);
      return await withTransaction(payload, async (req) => {
        const tx = await transactionOf(req);
        await markReceiptDone(tx, claim);
        for (const store of deferredWrites) await store(tx);
      });
    } catch (error) {
      if (attempt === MARK_ATTEMPTS) throw error;
      await pause(attempt * 200);
    }
  }
}

async function markReceiptDone(db: Executor, { eventId, subscriber }: Claim): Promise<void> {
  await db.execute(sql`
    UPDATE event_receipts SET done_at = now(), claimed_until = NULL
    WHERE event_id = ${eventId} AND subscriber = ${subscriber}`);
}

/**
 * Applies an effect in Postgres exactly once per event and subscriber: the receipt and the effect share a transaction. A concurrent
 * second delivery waits for the first one's commit and then does nothing.
 * @returns whether this call applied the effect
 */
export function applyOnce(
  payload: Payload,
  eventId: string,
  subscriber: string,
  effect: (req: PayloadRequest) => Promise<void>,
): Promise<boolean> {
  return withTransaction(payload, async (req) => {
    const { rows } = await (await transactionOf(req)).execute(sql`
      INSERT INTO event_receipts (event_id, subscriber, done_at) VALUES (${eventId}, ${subscriber}, now())
      ON CONFLICT (event_id, subscriber) DO UPDATE SET done_at = now() WHERE event_receipts.done_at IS NULL
      RETURNING event_id`);
    if (rows.length === 0) return false;
    await effect(req);
    crashPoint('after-effect');
    return true;
  });
}
