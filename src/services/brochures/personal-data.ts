import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, sessionOf, type Transactional } from '../../database/transaction.ts';
import { ERASED_EMAIL } from '../contact.ts';
import { forgetReplies } from '../idempotency.ts';
import { holdAddress, scopeOf } from './request-limit.ts';

/** Every request for a brochure with this e-mail address, for the export of a customer's data (UK GDPR art. 15). */
export async function exportBrochureRequests(payload: Payload, email: string): Promise<unknown[]> {
  const { rows } = await database(payload).execute(sql`
    SELECT first_name AS "firstName", last_name AS "lastName", email, phone, postcode, address,
      to_json(created_at) AS "createdAt", to_json(delivered_at) AS "deliveredAt"
    FROM brochure_requests WHERE email = ${email} ORDER BY id`);
  return rows;
}

/**
 * Takes a person out of their requests for brochures (UK GDPR art. 17). What is left counts requests by district; one that is
 * still to be delivered goes to nobody. Whoever asks at the same time has committed by then, and is taken out, or asks anew as anybody
 * does: no key of before answers for that.
 */
export async function eraseBrochureRequests(req: Transactional, email: string): Promise<void> {
  await holdAddress(req, email);
  await forgetReplies(req, scopeOf(email));
  const tx = await sessionOf(req);
  await tx.execute(sql`
    UPDATE brochure_requests SET first_name = 'Erased', last_name = 'Erased', email = ${ERASED_EMAIL},
      phone = '+440000000000', postcode = split_part(postcode, ' ', 1), address = 'Erased', problem = NULL,
      resending_since = NULL, updated_at = now()
    WHERE email = ${email}`);
}
