import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, sessionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/outbox.ts';
import { isUuid } from '../../ids.ts';
import { Problem } from '../../problem.ts';
import { ERASED_EMAIL } from '../contact.ts';
import { logChange } from '../history/log-change.ts';

/** A resend that was not taken in this time has failed for good, and may be asked for anew. */
const GIVEN_UP = sql`interval '1 day'`;

/**
 * Sends the default brochure once more to whoever has had one, or whose address was refused. One that is still on its way is
 * not doubled.
 * @throws Problem not_found, or invalid_state for a request that is on its way or whose customer was erased
 */
export async function resendBrochure(payload: Payload, requestId: string, staffId?: string): Promise<void> {
  if (!isUuid(requestId)) throw notFound();
  await withTransaction(payload, async (req) => {
    const tx = await sessionOf(req);
    const { rowCount } = await tx.execute(sql`
      UPDATE brochure_requests SET resending_since = now(), problem = NULL, updated_at = now()
      WHERE id = ${requestId} AND email <> ${ERASED_EMAIL} AND (delivered_at IS NOT NULL OR problem = 'REFUSED')
        AND (resending_since IS NULL OR resending_since < now() - ${GIVEN_UP})`);
    if (rowCount === 0) throw await refusal(payload, requestId);
    const which = { document: requestId, label: 'Brochure' };
    await logChange(req, { entity: 'brochure-requests', which, action: 'resend', staffId, fields: {} });
    await emit(req, 'brochure.resend_requested', { brochureRequestId: requestId });
  });
}

const notFound = () => new Problem('not_found', 'There is no such request for a brochure.');

async function refusal(payload: Payload, requestId: string): Promise<Problem> {
  const { rows } = await database(payload).execute<{ email: string }>(
    sql`SELECT email FROM brochure_requests WHERE id = ${requestId}`,
  );
  const [request] = rows;
  if (!request) return notFound();
  const erased = request.email === ERASED_EMAIL;
  return new Problem('invalid_state', erased ? 'This person was erased.' : 'The brochure is on its way already.');
}
