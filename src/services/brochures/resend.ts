import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, sessionOf, type Transactional, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/outbox.ts';
import { isUuid } from '../../ids.ts';
import { revive } from '../../jobs/revive.ts';
import { Problem } from '../../problem.ts';
import { ERASED_EMAIL } from '../contact.ts';
import { logChange } from '../history/log-change.ts';
import { openDelivery } from './open-delivery.ts';

/**
 * Sends the default brochure once more. Where an e-mail is still to come and its job is dead, that job is tried again, whose
 * receipt sees to it that an admin who retries it, too, sends no second one. Otherwise, also after the job was given up, it
 * is an event of its own. One that is on its way is not doubled.
 * @throws Problem not_found, invalid_state for a request that is on its way or whose customer was erased, unavailable when it
 * takes Redis and that is away
 */
export async function resendBrochure(payload: Payload, requestId: string, staffId?: string): Promise<void> {
  if (!isUuid(requestId)) throw notFound();
  await withTransaction(payload, async (req) => {
    await lockRequest(req, requestId);
    const tx = await sessionOf(req);
    const open = await openDelivery(payload, tx, requestId);
    if (open.state === 'on its way') throw onItsWay();
    await tx.execute(sql`
      UPDATE brochure_requests SET resending_since = CASE WHEN delivered_at IS NOT NULL THEN now() END, problem = NULL,
        updated_at = now()
      WHERE id = ${requestId}`);
    const which = { document: requestId, label: 'Brochure' };
    await logChange(req, { entity: 'brochure-requests', which, action: 'resend', staffId, fields: {} });
    if (open.state === 'none') await emit(req, 'brochure.resend_requested', { brochureRequestId: requestId });
    else if (!(await revive(open.job))) throw onItsWay();
  });
}

/** Whether {@link resendBrochure} would send one; not while Redis is away and there is one of which only that can tell. */
export async function mayResend(payload: Payload, requestId: string): Promise<boolean> {
  try {
    return (await openDelivery(payload, database(payload), requestId)).state !== 'on its way';
  } catch (err) {
    payload.logger.warn({ err, brochureRequestId: requestId }, 'The queues could not be looked at.');
    return false;
  }
}

type Request = { erased: boolean; justSent: boolean };

/** Two who ask at once come one after the other; what went out while the second waited is what that one asked for. */
async function lockRequest(req: Transactional, requestId: string): Promise<void> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<Request>(sql`
    SELECT email = ${ERASED_EMAIL} AS erased,
      coalesce(greatest(delivered_at, sent_again_at) >= date_trunc('milliseconds', now()), false) AS "justSent"
    FROM brochure_requests WHERE id = ${requestId} FOR UPDATE`);
  const [request] = rows;
  if (!request) throw notFound();
  if (request.erased) throw new Problem('invalid_state', 'This person was erased.');
  if (request.justSent) throw onItsWay();
}

const notFound = () => new Problem('not_found', 'There is no such request for a brochure.');

const onItsWay = () => new Problem('invalid_state', 'The brochure is on its way already.');
