import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { z } from 'zod';
import { recordChange } from '../../database/change-log.ts';
import { type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { isUuid } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import { cleanText } from '../../lib/text.ts';
import { noSuchCustomerProblem } from './accounts.ts';

/** The maximum number of characters of the notes on one order or customer. */
export const MAX_STAFF_NOTES = 2000;

/** The new notes (empty to delete them), and the notes that the member of staff saw before editing. */
export const staffNotesInput = z.strictObject({
  notes: z.string().overwrite(cleanText).max(MAX_STAFF_NOTES),
  previous: z.string().max(MAX_STAFF_NOTES),
});

export type StaffNotesInput = z.output<typeof staffNotesInput>;

/**
 * Replaces the staff notes of a row of `table`, which has the columns `staff_notes` and `staff_notes_at`.
 * @returns whether this call changed the notes
 * @throws Problem not_found; invalid_state if somebody else has changed the notes since they were read
 */
export async function saveStaffNotes(
  req: Transactional,
  table: SQL,
  id: string,
  { notes, previous }: StaffNotesInput,
): Promise<boolean> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<{ stored: string | null }>(sql`
    SELECT staff_notes AS stored FROM ${table} WHERE id = ${id} FOR NO KEY UPDATE`);
  const [row] = rows;
  if (!row) throw new Problem('not_found');
  const stored = row.stored ?? '';
  if (stored === notes) return false;
  if (stored !== previous) {
    throw new Problem(
      'invalid_state',
      'A colleague has changed these notes in the meantime. Copy your text, reload the page and add it to theirs.',
    );
  }
  await tx.execute(sql`
    UPDATE ${table} SET staff_notes = ${notes || null}, staff_notes_at = now(), updated_at = now() WHERE id = ${id}`);
  return true;
}

const BATCH = 500;

/**
 * Removes one batch of the staff notes of `table` that were last changed more than `months` months ago.
 * @returns how many notes were removed, at most 500; the caller repeats the call until the result is 0
 */
export async function expireStaffNotes(req: Transactional, table: SQL, months: number): Promise<number> {
  const { rowCount } = await (await transactionOf(req)).execute(sql`
    WITH expired AS MATERIALIZED (
      SELECT id FROM ${table} WHERE staff_notes IS NOT NULL
        AND staff_notes_at < now() - make_interval(months => ${months})
      ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
    UPDATE ${table} AS noted SET staff_notes = NULL, updated_at = now() FROM expired WHERE noted.id = expired.id`);
  return rowCount ?? 0;
}

/**
 * Replaces the staff notes on a customer. The change log records the member of staff, but neither the text nor the customer's id
 * or name.
 * @throws Problem not_found; invalid_state if somebody else has changed the notes since they were read
 */
export async function saveCustomerNotes(
  payload: Payload,
  customerId: string,
  notes: StaffNotesInput,
  staffId: string,
): Promise<void> {
  if (!isUuid(customerId)) throw noSuchCustomerProblem();
  await withTransaction(payload, async (req) => {
    if (!(await saveStaffNotes(req, sql`customers`, customerId, notes))) return;
    const target = { label: 'A customer' };
    await recordChange(req, { entity: 'customers', target, staffId, fields: { staffNotes: 'hidden' } });
  });
}

/**
 * Removes one batch of the staff notes on customers. Only notes that were last changed more than `months` months ago are removed.
 * @returns how many notes were removed, at most 500
 */
export const expireCustomerNotes = (payload: Payload, months: number): Promise<number> =>
  withTransaction(payload, (req) => expireStaffNotes(req, sql`customers`, months));
