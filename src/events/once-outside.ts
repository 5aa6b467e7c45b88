import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import type { Executor } from '../database/executor.ts';
import { database, sessionOf, withTransaction } from '../database/transaction.ts';
import { crashPoint } from './crash-points.ts';

/** Somebody else is at this effect, or was when it died: try again once the lease is over. */
export class LeaseHeld extends Error {
  override name = 'LeaseHeld';
  /** @param milliseconds that the lease lasts from now on, whatever the clock of this process says */
  constructor(readonly milliseconds: number) {
    super(`Another worker holds the lease for ${Math.ceil(milliseconds / 1000)} s.`);
  }
}

/** Milliseconds for which a lease holds unless renewed; a third of it passes between renewals. */
export const LEASE = 30_000;

/** What is to be stored in the transaction of the done marker. */
export type AlsoStore = (tx: Executor) => Promise<unknown>;

type Effect = (alsoStore: (work: AlsoStore) => void) => Promise<void>;

type Claim = { eventId: string; subscriber: string; token: string };

/**
 * Applies an effect outside of Postgres (an e-mail) once per event and subscriber: a lease keeps others away while it
 * runs, then a done marker. It runs a second time only if the process dies between the other side's acceptance and the
 * marker, a window no sender can close; the deterministic Message-ID lets receivers see through that. What `effect`
 * hands over is stored together with the marker.
 * @returns whether the effect was applied now.
 * @throws LeaseHeld while another worker has the lease; what `effect` throws, after giving the lease back.
 */
export async function onceOutside(
  payload: Payload,
  eventId: string,
  subscriber: string,
  effect: Effect,
  lease = LEASE,
): Promise<boolean> {
  const claim = { eventId, subscriber, token: randomUUID() };
  if (!(await take(payload, claim, lease))) return false;
  const renewal = setInterval(() => renew(payload, claim, lease), lease / 3);
  try {
    const handedOver: AlsoStore[] = [];
    await effectOrGiveBack(payload, claim, () => effect((work) => handedOver.push(work)));
    crashPoint('after-mail-accepted');
    await markDone(payload, claim, handedOver);
  } finally {
    clearInterval(renewal);
  }
  return true;
}

async function take(payload: Payload, { eventId, subscriber, token }: Claim, lease: number): Promise<boolean> {
  const db = database(payload);
  const { rows: taken } = await db.execute(sql`
    INSERT INTO event_receipts AS r (event_id, subscriber, claim_token, claimed_until)
    VALUES (${eventId}, ${subscriber}, ${token}, now() + ${lease} * interval '1 millisecond')
    ON CONFLICT (event_id, subscriber) DO UPDATE
      SET claim_token = excluded.claim_token, claimed_until = excluded.claimed_until
      WHERE r.done_at IS NULL AND (r.claimed_until IS NULL OR r.claimed_until < now())
    RETURNING 1`);
  if (taken.length > 0) return true;
  const { rows } = await db.execute(sql`
    SELECT done_at IS NOT NULL AS done,
      greatest(0, coalesce(extract(epoch FROM (claimed_until - now())) * 1000, 0))::float8 AS milliseconds
    FROM event_receipts
    WHERE event_id = ${eventId} AND subscriber = ${subscriber}`);
  const receipt = rows[0] as { done: boolean; milliseconds: number } | undefined;
  if (receipt?.done) return false;
  throw new LeaseHeld(receipt?.milliseconds ?? 0);
}

/** A renewal that fails only means that the lease may run out, as it would if this process died. */
function renew(payload: Payload, { eventId, subscriber, token }: Claim, lease: number): void {
  database(payload)
    .execute(sql`
      UPDATE event_receipts SET claimed_until = now() + ${lease} * interval '1 millisecond'
      WHERE event_id = ${eventId} AND subscriber = ${subscriber} AND claim_token = ${token} AND done_at IS NULL`)
    .catch((err: unknown) => payload.logger.warn({ err, eventId, subscriber }, 'A lease was not renewed.'));
}

async function effectOrGiveBack(payload: Payload, claim: Claim, effect: () => Promise<void>): Promise<void> {
  try {
    await effect();
  } catch (error) {
    await giveBack(payload, claim);
    throw error;
  }
}

async function giveBack(payload: Payload, { eventId, subscriber, token }: Claim): Promise<void> {
  await database(payload)
    .execute(sql`
      UPDATE event_receipts SET claimed_until = NULL
      WHERE event_id = ${eventId} AND subscriber = ${subscriber} AND claim_token = ${token}`)
    .catch((err: unknown) => payload.logger.warn({ err, eventId, subscriber }, 'A lease was not given back.'));
}

const MARK_ATTEMPTS = 10;

/**
 * The effect has happened, so the marker is worth some patience: while this process lives, a lost connection must not be
 * the reason for a second e-mail. The marker counts whoever holds the lease by now.
 */
async function markDone(payload: Payload, claim: Claim, handedOver: readonly AlsoStore[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (handedOver.length === 0) return await mark(database(payload), claim);
      return await withTransaction(payload, async (req) => {
        const tx = await sessionOf(req);
        await mark(tx, claim);
        for (const store of handedOver) await store(tx);
      });
    } catch (error) {
      if (attempt === MARK_ATTEMPTS) throw error;
      await pause(attempt * 200);
    }
  }
}

async function mark(db: Executor, { eventId, subscriber }: Claim): Promise<void> {
  await db.execute(sql`
    UPDATE event_receipts SET done_at = now(), claimed_until = NULL
    WHERE event_id = ${eventId} AND subscriber = ${subscriber}`);
}
