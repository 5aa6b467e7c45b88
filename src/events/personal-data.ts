import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { toTextArray } from '../database/executor.ts';
import { database, type Transactional, transactionOf } from '../database/transaction.ts';
import { ERASED_EMAIL } from '../lib/contact.ts';

/**
 * The keys for finding all records of a person: their account, if they have one, and their proven e-mail addresses. An address is
 * proven if the person verified the mailbox or wrote to us from it. Addresses are lower-cased.
 */
export type Person = { customerId: string | null; emails: readonly string[] };

/** The name and phone number in one record of a person; either may be missing. */
export type PersonDetails = { firstName: string | null; lastName: string | null; phone: string | null };

/** The id of an erased record, with the name and phone number that it had before. */
export type ErasedRecord = PersonDetails & { id: string };

/** SQL condition: `email` is one of the person's addresses. */
export const isPersonsAddress = ({ emails }: Person, email: SQL): SQL =>
  sql`${email} = ANY(${toTextArray(emails)}::text[])`;

/**
 * SQL condition: the row belongs to the person's account, or to no account and one of the person's addresses. A row of another
 * account does not match, even with one of these addresses (docs/decisions/0075-bookings-under-another-address.md).
 */
export const belongsToPerson = (person: Person, { account, email }: { account: SQL; email: SQL }): SQL =>
  sql`(${account} = ${person.customerId} OR (${account} IS NULL AND ${isPersonsAddress(person, email)}))`;

/** A person, and the ids of their bookings, orders and brochure requests. */
export type PersonWithDocuments = { person: Person; documents: readonly string[] };

const whereAbout = (documents: readonly string[]) => {
  const ids = sql`${toTextArray(documents)}::text[]`;
  return sql`(payload->>'bookingId' = ANY(${ids}) OR payload->>'orderId' = ANY(${ids})
    OR payload->>'brochureRequestId' = ANY(${ids}))`;
};

const email = sql`payload->>'email'`;

/** Returns all stored events of a person or their documents, oldest first, for the export of their data (UK GDPR art. 15). */
export async function exportEvents(payload: Payload, { person, documents }: PersonWithDocuments): Promise<unknown[]> {
  const whereTheirs = belongsToPerson(person, { account: sql`payload->>'userId'`, email });
  const { rows } = await database(payload).execute(sql`
    SELECT topic, to_json(timestamp) AS timestamp, payload FROM domain_events
    WHERE ${whereTheirs} OR ${whereAbout(documents)} ORDER BY id`);
  return rows;
}

/**
 * Erases a person's e-mail address and first name from stored event payloads (UK GDPR art. 17). Events that contain the
 * address are included, even if they are about another person. The events remain, and pending events still match their
 * schemas: the address becomes {@link ERASED_EMAIL}, and nothing is sent to that address.
 */
export async function scrubEvents(req: Transactional, { person, documents }: PersonWithDocuments): Promise<void> {
  const tx = await transactionOf(req);
  await tx.execute(sql`
    UPDATE domain_events
    SET payload = jsonb_set(jsonb_set(payload, '{email}', to_jsonb(${ERASED_EMAIL}::text), false),
      '{firstName}', to_jsonb('Erased'::text), false)
    WHERE payload->>'userId' = ${person.customerId} OR ${isPersonsAddress(person, email)} OR ${whereAbout(documents)}`);
}

/** Erases the e-mail address and first name from the stored events about `documents`, after the documents were anonymised. */
export const scrubEventsAbout = (req: Transactional, documents: readonly string[]): Promise<void> =>
  scrubEvents(req, { person: { customerId: null, emails: [] }, documents });
