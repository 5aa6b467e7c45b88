import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { recordChange } from '../../database/change-log.ts';
import { database, type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import type { StoreWithMarker } from '../../events/apply-once.ts';
import { emit } from '../../events/emit.ts';
import { reviveJob } from '../../events/queues.ts';
import type { Delivery } from '../../events/read-events.ts';
import { findOpenDelivery } from '../../events/send-again.ts';
import { ERASED_EMAIL } from '../../lib/contact.ts';
import { isUuid } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import type { BrochureRequest } from '../../payload-types.ts';

/**
 * The reasons why a brochure has not been sent. An editor has to solve the first two; then the brochure is sent automatically.
 */
export const DELIVERY_PROBLEMS = [
  { value: 'NO_DEFAULT', label: 'There is no default brochure' },
  { value: 'FILE_MISSING', label: 'The PDF is missing' },
  { value: 'FAILED', label: 'Sending failed and is being retried' },
  { value: 'REFUSED', label: 'The address was refused' },
] as const;

export type DeliveryProblem = (typeof DELIVERY_PROBLEMS)[number]['value'];

/** The subscriber that sends brochures, one e-mail per event. */
export const DELIVERY_SUBSCRIBER = 'brochure-delivery';

/** Returns the recipient of a brochure; undefined if the request was deleted or its data were erased. */
export async function findBrochureRecipient(
  payload: Payload,
  requestId: string,
): Promise<{ email: string; firstName: string } | undefined> {
  const { rows } = await database(payload).execute<{ email: string; firstName: string }>(sql`
    SELECT email, first_name AS "firstName" FROM brochure_requests WHERE id = ${requestId} AND email <> ${ERASED_EMAIL}`);
  return rows[0];
}

/**
 * Returns a function that marks the brochure of a request as sent, after the mail server has accepted the e-mail. `deliveredAt`
 * keeps the time of the first delivery. The times come from clock_timestamp() instead of now(), so that a concurrent resend can
 * see whether the brochure was sent after the resend began.
 */
export const markDelivered =
  (requestId: string, brochureId: string): StoreWithMarker =>
  (tx) =>
    tx.execute(sql`
      UPDATE brochure_requests SET brochure_id = (SELECT id FROM brochures WHERE id = ${brochureId}), problem = NULL,
        sent_again_at = CASE WHEN delivered_at IS NOT NULL THEN clock_timestamp() END,
        delivered_at = coalesce(delivered_at, clock_timestamp()),
        resending_since = NULL, updated_at = now()
      WHERE id = ${requestId}`);

/** The problems that only an editor can solve. */
const WAITING_PROBLEMS = ['NO_DEFAULT', 'FILE_MISSING'] as const satisfies readonly DeliveryProblem[];

const WAITING_PROBLEM_SET: ReadonlySet<DeliveryProblem> = new Set(WAITING_PROBLEMS);

/**
 * Stores why a brochure was not sent, for the admin UI, and logs the problem if it has changed. `REFUSED` also ends a pending
 * resend. Does nothing for an erased request.
 */
export async function recordProblem(payload: Payload, requestId: string, problem: DeliveryProblem): Promise<void> {
  const { rowCount } = await database(payload).execute(sql`
    UPDATE brochure_requests SET problem = ${problem}, updated_at = now(),
      resending_since = CASE WHEN ${problem}::text <> 'REFUSED' THEN resending_since END
    WHERE id = ${requestId} AND email <> ${ERASED_EMAIL} AND problem::text IS DISTINCT FROM ${problem}::text`);
  if (rowCount === 0) return;
  const details = { brochureRequestId: requestId, problem };
  if (WAITING_PROBLEM_SET.has(problem))
    payload.logger.error(details, 'A brochure request waits until an editor uploads or chooses a brochure.');
  else payload.logger.warn(details, 'A brochure could not be sent.');
}

export type WaitingBrochures = { problem: (typeof WAITING_PROBLEMS)[number]; count: number };

/** Counts the requests that wait for an editor, by the problem to solve. */
export async function countWaitingBrochures(payload: Payload): Promise<WaitingBrochures[]> {
  const { rows } = await database(payload).execute<WaitingBrochures>(sql`
    SELECT problem::text AS problem, count(*)::int AS count FROM brochure_requests
    WHERE problem IN ('NO_DEFAULT', 'FILE_MISSING') GROUP BY problem ORDER BY problem`);
  return rows;
}

/** Returns the age in seconds of the oldest undelivered request; 0 if there is none. Refused and erased requests are left out. */
export async function readOldestUndeliveredSeconds(payload: Payload): Promise<number> {
  const { rows } = await database(payload).execute<{ age: number }>(sql`
    SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS age FROM brochure_requests
    WHERE delivered_at IS NULL AND problem IS DISTINCT FROM 'REFUSED' AND email <> ${ERASED_EMAIL}`);
  return rows[0]?.age ?? 0;
}

/** Reads the current state of a brochure request; undefined if the request was deleted. */
export async function readDelivery(payload: Payload, id: string): Promise<BrochureRequest | undefined> {
  const { docs } = await payload.find({
    ...{ collection: 'brochure-requests', where: { id: { equals: id } }, limit: 1, depth: 0, pagination: false },
  });
  return docs[0];
}

/** For how many days a brochure request counts as recent. */
export const RECENT_DAYS = 7;

/**
 * The number of days for which a request counts as undelivered after its e-mail address was refused. During this time,
 * staff may ask the person for another address; afterwards the request is no longer counted. `updatedAt` of a refused
 * request is the time of the refusal, because every later update ends the refusal.
 */
export const REFUSAL_DAYS = 7;

/** The number of recent requests, and of undelivered requests that staff can still act on. */
export type BrochureCounts = { recent: number; undelivered: number };

/** A SELECT that returns {@link BrochureCounts} as one JSON value. */
export const brochureCountsSql = sql`
  SELECT json_build_object('recent', count(*) FILTER (WHERE created_at > now() - make_interval(days => ${RECENT_DAYS}::int)),
    'undelivered', count(*) FILTER (WHERE delivered_at IS NULL AND email <> ${ERASED_EMAIL}
      AND (problem IS DISTINCT FROM 'REFUSED' OR updated_at > now() - make_interval(days => ${REFUSAL_DAYS}::int))))
  FROM brochure_requests`;

const DELIVERY: Delivery = {
  document: 'brochure-requests',
  topics: ['brochure.requested', 'brochure.resend_requested'],
  subscriber: DELIVERY_SUBSCRIBER,
};

/**
 * Sends the default brochure again. If an earlier e-mail was not sent because its job is dead, the job is retried. The
 * receipt of the job prevents a second e-mail if an admin retries the job, too. If every earlier e-mail was sent or
 * discarded, a new event is emitted. A delivery that is on its way is not repeated.
 * @throws Problem not_found; invalid_state if the brochure is on its way or the request was erased; unavailable if
 * Redis is needed and unreachable
 */
export async function resendBrochure(payload: Payload, requestId: string, staffId?: string): Promise<void> {
  if (!isUuid(requestId)) throw notFoundProblem();
  await withTransaction(payload, async (req) => {
    await lockRequest(req, requestId);
    const tx = await transactionOf(req);
    const delivery = await findOpenDelivery(payload, tx, DELIVERY, requestId);
    if (delivery.state === 'pending') throw onItsWayProblem();
    await tx.execute(sql`
      UPDATE brochure_requests SET resending_since = CASE WHEN delivered_at IS NOT NULL THEN now() END, problem = NULL,
        updated_at = now()
      WHERE id = ${requestId}`);
    const target = { document: requestId, label: 'Brochure' };
    await recordChange(req, { entity: 'brochure-requests', target, action: 'resend', staffId, fields: {} });
    if (delivery.state === 'none') await emit(req, 'brochure.resend_requested', { brochureRequestId: requestId });
    else if (!(await reviveJob(delivery.job))) throw onItsWayProblem();
  });
}

/**
 * Whether {@link resendBrochure} can send the brochure again. It can if no delivery is on its way. Does not check
 * whether the request was erased. False if the result depends on Redis and Redis is unreachable.
 */
export async function canResendBrochure(payload: Payload, requestId: string): Promise<boolean> {
  try {
    return (await findOpenDelivery(payload, database(payload), DELIVERY, requestId)).state !== 'pending';
  } catch (err) {
    payload.logger.warn({ err, brochureRequestId: requestId }, 'Could not read the job queues in Redis.');
    return false;
  }
}

type LockedRequest = { erased: boolean; justSent: boolean };

/**
 * Locks a request, so that concurrent resends run one after the other.
 * @throws Problem not_found; invalid_state if the request was erased, or if an e-mail was sent while this transaction waited for
 * the lock
 */
async function lockRequest(req: Transactional, requestId: string): Promise<void> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<LockedRequest>(sql`
    SELECT email = ${ERASED_EMAIL} AS erased,
      coalesce(greatest(delivered_at, sent_again_at) >= date_trunc('milliseconds', now()), false) AS "justSent"
    FROM brochure_requests WHERE id = ${requestId} FOR UPDATE`);
  const [request] = rows;
  if (!request) throw notFoundProblem();
  if (request.erased)
    throw new Problem(
      'invalid_state',
      'The data of this person have been erased, so there is no address to send the brochure to.',
    );
  if (request.justSent) throw onItsWayProblem();
}

const notFoundProblem = () => new Problem('not_found', 'There is no such brochure request.');

const onItsWayProblem = () => new Problem('invalid_state', 'The brochure is already on its way.');
