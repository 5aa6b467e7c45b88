import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { textArray } from '../database/array-literal.ts';
import { database, sessionOf, type Transactional } from '../database/transaction.ts';
import { ERASED_EMAIL } from '../services/contact.ts';
import { isTheirAddress, isTheirs, type Person } from '../services/person.ts';

/** A person, and the ids of their bookings, orders and requests for brochures. */
export type PersonWithDocuments = { person: Person; documents: readonly string[] };

const about = (documents: readonly string[]) => {
  const ids = sql`${textArray(documents)}::text[]`;
  return sql`(payload->>'bookingId' = ANY(${ids}) OR payload->>'orderId' = ANY(${ids})
    OR payload->>'brochureRequestId' = ANY(${ids}))`;
};

const email = sql`payload->>'email'`;

/** Every stored event of a person or of something of theirs, oldest first, for the export of their data (UK GDPR art. 15). */
export async function exportEvents(payload: Payload, { person, documents }: PersonWithDocuments): Promise<unknown[]> {
  const theirs = isTheirs(person, { account: sql`payload->>'userId'`, email });
  const { rows } = await database(payload).execute(sql`
    SELECT topic, to_json(timestamp) AS timestamp, payload FROM domain_events
    WHERE ${theirs} OR ${about(documents)} ORDER BY id`);
  return rows;
}

/**
 * Takes a person's address and name out of the stored payloads of events (UK GDPR art. 17), also of those about somebody
 * else that have their address. The events stay, and those not delivered yet still fit their schemas; their address is
 * {@link ERASED_EMAIL} then, to which nothing is sent.
 */
export async function scrubEvents(req: Transactional, { person, documents }: PersonWithDocuments): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`
    UPDATE domain_events
    SET payload = jsonb_set(jsonb_set(payload, '{email}', to_jsonb(${ERASED_EMAIL}::text), false),
      '{firstName}', to_jsonb('Erased'::text), false)
    WHERE payload->>'userId' = ${person.customerId} OR ${isTheirAddress(person, email)} OR ${about(documents)}`);
}

/** The same for documents that no longer name anybody, whoever their people were. */
export const scrubEventsAbout = (req: Transactional, documents: readonly string[]): Promise<void> =>
  scrubEvents(req, { person: { customerId: null, emails: [] }, documents });
