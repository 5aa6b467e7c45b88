import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import { textArray } from '../database/array-literal.ts';

/**
 * A person, as everything that is kept of them is found: their account, if they have one, and the addresses that are
 * certainly theirs, since their mailbox was verified or they have written to us from it. Lower-cased.
 */
export type Person = { customerId: string | null; emails: readonly string[] };

/** Whether an address is one of the person's. */
export const isTheirAddress = ({ emails }: Person, email: SQL): SQL =>
  sql`${email} = ANY(${textArray(emails)}::text[])`;

/**
 * Whether a row belongs to the person: it hangs on their account, or on none and has one of their addresses. A row that hangs
 * on somebody else's account is not theirs, whatever address it has.
 */
export const isTheirs = (person: Person, { account, email }: { account: SQL; email: SQL }): SQL =>
  sql`(${account} = ${person.customerId} OR (${account} IS NULL AND ${isTheirAddress(person, email)}))`;
