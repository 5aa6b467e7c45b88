import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import type { AlsoStore } from '../../events/once-outside.ts';
import { ERASED_EMAIL } from '../contact.ts';
import type { DeliveryProblem } from './delivery-problems.ts';

/** The subscriber that delivers, one e-mail an event. */
export const DELIVERY = 'brochure-delivery';

/** Whom a brochure goes to; undefined when there is nobody to write to any more. */
export async function brochureRecipient(
  payload: Payload,
  requestId: string,
): Promise<{ email: string; firstName: string } | undefined> {
  const { rows } = await database(payload).execute<{ email: string; firstName: string }>(sql`
    SELECT email, first_name AS "firstName" FROM brochure_requests WHERE id = ${requestId} AND email <> ${ERASED_EMAIL}`);
  return rows[0];
}

/**
 * Notes that the mail server has taken a brochure: `deliveredAt` is the first time, whatever comes later. By the clock, not by
 * the beginning of the transaction: whoever asks for a resend meanwhile is told by these times that it has just gone out.
 */
export const markDelivered =
  (requestId: string, brochureId: string): AlsoStore =>
  (tx) =>
    tx.execute(sql`
      UPDATE brochure_requests SET brochure_id = (SELECT id FROM brochures WHERE id = ${brochureId}), problem = NULL,
        sent_again_at = CASE WHEN delivered_at IS NOT NULL THEN clock_timestamp() END,
        delivered_at = coalesce(delivered_at, clock_timestamp()),
        resending_since = NULL, updated_at = now()
      WHERE id = ${requestId}`);

/** Those that wait for an editor. */
const WAITING = ['NO_DEFAULT', 'FILE_MISSING'] as const satisfies readonly DeliveryProblem[];

const WAITS: ReadonlySet<DeliveryProblem> = new Set(WAITING);

/**
 * Notes why a brochure was not sent, for the admin UI, and tells the log once. A refusal also ends a resend. Nothing is noted of
 * whom an erasure took out while it was tried: nobody waits for that one any more.
 */
export async function markProblem(payload: Payload, requestId: string, problem: DeliveryProblem): Promise<void> {
  const { rowCount } = await database(payload).execute(sql`
    UPDATE brochure_requests SET problem = ${problem}, updated_at = now(),
      resending_since = CASE WHEN ${problem}::text <> 'REFUSED' THEN resending_since END
    WHERE id = ${requestId} AND email <> ${ERASED_EMAIL} AND problem::text IS DISTINCT FROM ${problem}::text`);
  if (rowCount === 0) return;
  const facts = { brochureRequestId: requestId, problem };
  if (WAITS.has(problem)) payload.logger.error(facts, 'A brochure waits: an editor has to see to it.');
  else payload.logger.warn(facts, 'A brochure could not be sent.');
}

export type WaitingBrochures = { problem: (typeof WAITING)[number]; count: number };

/** How many requests wait for an editor, and for what. */
export async function waitingBrochures(payload: Payload): Promise<WaitingBrochures[]> {
  const { rows } = await database(payload).execute<WaitingBrochures>(sql`
    SELECT problem::text AS problem, count(*)::int AS count FROM brochure_requests
    WHERE problem IN ('NO_DEFAULT', 'FILE_MISSING') GROUP BY problem ORDER BY problem`);
  return rows;
}

/** Seconds since the oldest request that is still to be delivered, those refused for good aside; 0 when there is none. */
export async function oldestUndelivered(payload: Payload): Promise<number> {
  const { rows } = await database(payload).execute<{ age: number }>(sql`
    SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS age FROM brochure_requests
    WHERE delivered_at IS NULL AND problem IS DISTINCT FROM 'REFUSED' AND email <> ${ERASED_EMAIL}`);
  return rows[0]?.age ?? 0;
}
