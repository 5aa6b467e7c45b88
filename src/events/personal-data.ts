import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, sessionOf, type Transactional } from '../database/transaction.ts';
import { ERASED_EMAIL } from '../services/contact.ts';

type Person = { id: string; email: string };

/** Those of the account, and those of brochures, which are asked for without one: an account has an e-mail that was verified. */
const ofPerson = ({ id, email }: Person) =>
  sql`(payload->>'userId' = ${id} OR (topic = 'brochure.requested' AND payload->>'email' = ${email}))`;

/** Every stored event of a customer, oldest first, for the export of their data (UK GDPR art. 15). */
export async function exportEvents(payload: Payload, customer: Person): Promise<unknown[]> {
  const { rows } = await database(payload).execute(sql`
    SELECT topic, to_json(timestamp) AS timestamp, payload FROM domain_events WHERE ${ofPerson(customer)} ORDER BY id`);
  return rows;
}

/**
 * Takes a customer's address and name out of the stored payloads of their events (UK GDPR art. 17). The events stay, and
 * those not delivered yet still fit their schemas; their address is {@link ERASED_EMAIL} then, to which nothing is sent.
 */
export async function scrubEvents(req: Transactional, customer: Person): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`
    UPDATE domain_events
    SET payload = jsonb_set(jsonb_set(payload, '{email}', to_jsonb(${ERASED_EMAIL}::text), false),
      '{firstName}', to_jsonb('Erased'::text), false)
    WHERE ${ofPerson(customer)}`);
}
