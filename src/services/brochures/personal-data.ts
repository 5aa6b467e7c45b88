import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { plainArray } from '../../database/array-literal.ts';
import { database, sessionOf, type Transactional } from '../../database/transaction.ts';
import { ERASED_EMAIL } from '../contact.ts';
import { forgetReplies } from '../idempotency.ts';
import { isTheirAddress, type Person } from '../person.ts';
import { holdAddress, scopeOf } from './request-limit.ts';

/** Every request for a brochure with an address of a person, for the export of their data (UK GDPR art. 15). */
export async function exportBrochureRequests(
  payload: Payload,
  person: Person,
): Promise<{ brochureRequestId: string }[]> {
  const { rows } = await database(payload).execute<{ brochureRequestId: string }>(sql`
    SELECT id AS "brochureRequestId", first_name AS "firstName", last_name AS "lastName", email, phone, postcode, address,
      to_json(created_at) AS "createdAt", to_json(delivered_at) AS "deliveredAt"
    FROM brochure_requests WHERE ${isTheirAddress(person, sql`email`)} ORDER BY id`);
  return rows;
}

/**
 * Takes a person out of their requests for brochures (UK GDPR art. 17). What is left counts requests by district; one that is
 * still to be delivered goes to nobody. Whoever asks at the same time has committed by then, and is taken out, or asks anew as anybody
 * does: no key of before answers for that.
 * @returns the ids of these requests.
 */
export async function eraseBrochureRequests(req: Transactional, person: Person): Promise<string[]> {
  for (const email of [...person.emails].sort()) {
    await holdAddress(req, email);
    await forgetReplies(req, scopeOf(email));
  }
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<{ id: string }>(
    sql`SELECT id FROM brochure_requests WHERE ${isTheirAddress(person, sql`email`)} ORDER BY id FOR UPDATE`,
  );
  const ids = rows.map(({ id }) => id);
  await anonymiseRequests(req, ids);
  return ids;
}

/** Takes who asked out of requests that the caller has locked. */
export async function anonymiseRequests(req: Transactional, requestIds: readonly string[]): Promise<void> {
  if (requestIds.length === 0) return;
  const tx = await sessionOf(req);
  await tx.execute(sql`
    UPDATE brochure_requests SET first_name = 'Erased', last_name = 'Erased', email = ${ERASED_EMAIL},
      phone = '+440000000000', postcode = split_part(postcode, ' ', 1), address = 'Erased', problem = NULL,
      resending_since = NULL, updated_at = now()
    WHERE id = ANY(${plainArray(requestIds)}::uuid[])`);
}
