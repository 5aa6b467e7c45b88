import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { toPlainArray } from '../../database/executor.ts';
import { deleteStoredReplies } from '../../database/idempotency.ts';
import { database, type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { type ErasedRecord, isPersonsAddress, type Person, scrubEventsAbout } from '../../events/personal-data.ts';
import { ERASED_EMAIL } from '../../lib/contact.ts';
import { toDate } from '../../lib/dates.ts';
import { type CustomerHistoryEntry, MAX_HISTORY_ENTRIES } from '../../lib/lists.ts';
import { lockAddress, toIdempotencyScope } from './request-brochure.ts';

/** Reads all brochure requests under a person's addresses, for the export of their data (UK GDPR art. 15). */
export async function exportBrochureRequests(
  payload: Payload,
  person: Person,
): Promise<{ brochureRequestId: string }[]> {
  const { rows } = await database(payload).execute<{ brochureRequestId: string }>(sql`
    SELECT id AS "brochureRequestId", first_name AS "firstName", last_name AS "lastName", email, phone, postcode, address,
      to_json(created_at) AS "createdAt", to_json(delivered_at) AS "deliveredAt"
    FROM brochure_requests WHERE ${isPersonsAddress(person, sql`email`)} ORDER BY id`);
  return rows;
}

/**
 * Anonymises a person's brochure requests (UK GDPR art. 17). Only the postcode district remains, for statistics. An undelivered
 * request is no longer delivered. Because of the lock on the address, a concurrent request has either been committed, and is
 * anonymised, or runs afterwards as a new request. The stored replies for the address are deleted, so that a new request does not
 * get an earlier reply under the same idempotency key.
 * @returns the erased requests, with the names and phone numbers that they had before
 */
export async function eraseBrochureRequests(req: Transactional, person: Person): Promise<ErasedRecord[]> {
  for (const email of [...person.emails].sort()) {
    await lockAddress(req, email);
    await deleteStoredReplies(req, toIdempotencyScope(email));
  }
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<ErasedRecord>(sql`
    SELECT id, first_name AS "firstName", last_name AS "lastName", phone
    FROM brochure_requests WHERE ${isPersonsAddress(person, sql`email`)} ORDER BY id FOR UPDATE`);
  await anonymiseBrochureRequests(
    req,
    rows.map(({ id }) => id),
  );
  return rows;
}

/** Anonymises requests that the caller has locked. */
export async function anonymiseBrochureRequests(req: Transactional, requestIds: readonly string[]): Promise<void> {
  if (requestIds.length === 0) return;
  const tx = await transactionOf(req);
  await tx.execute(sql`
    UPDATE brochure_requests SET first_name = 'Erased', last_name = 'Erased', email = ${ERASED_EMAIL},
      phone = '+440000000000', postcode = split_part(postcode, ' ', 1), address = 'Erased', problem = NULL,
      resending_since = NULL, updated_at = now()
    WHERE id = ANY(${toPlainArray(requestIds)}::uuid[])`);
}

const BATCH = 500;

/**
 * Anonymises one batch of the brochure requests that are older than `months` months, and the events about these requests.
 * @returns the number of requests anonymised, at most 500; the caller repeats the call while the batch is full
 */
export async function expireBrochureRequests(payload: Payload, months: number): Promise<number> {
  return withTransaction(payload, async (req) => {
    const { rows } = await (await transactionOf(req)).execute<{ id: string }>(sql`
      SELECT id FROM brochure_requests
      WHERE created_at < now() - make_interval(months => ${months}) AND email <> ${ERASED_EMAIL}
      ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`);
    const ids = rows.map(({ id }) => id);
    await anonymiseBrochureRequests(req, ids);
    await scrubEventsAbout(req, ids);
    return ids.length;
  });
}

/** Lists the brochure requests under a person's addresses, and the delivery of each as an entry of its own. */
export async function listBrochureHistory(payload: Payload, person: Person): Promise<CustomerHistoryEntry[]> {
  const { rows } = await database(payload).execute<{ id: string; at: string; deliveredAt: string | null }>(sql`
    SELECT id, created_at AS at, delivered_at AS "deliveredAt" FROM brochure_requests
    WHERE ${isPersonsAddress(person, sql`email`)} ORDER BY id DESC LIMIT ${MAX_HISTORY_ENTRIES}`);
  return rows.flatMap(({ id, at, deliveredAt }): CustomerHistoryEntry[] => {
    const link = { on: 'admin', path: `/collections/brochure-requests/${id}` } as const;
    const request = { at: toDate(at).toISOString(), kind: 'brochure', text: 'Asked for a brochure', link } as const;
    if (!deliveredAt) return [{ ...request, detail: 'not delivered yet' }];
    return [request, { at: toDate(deliveredAt).toISOString(), kind: 'email', text: 'Brochure sent', link }];
  });
}
