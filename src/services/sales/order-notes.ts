import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { isUuid } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import { expireStaffNotes, type StaffNotesInput, saveStaffNotes } from '../identity/index.ts';
import { isErasedOrderSql } from './personal-data.ts';

/**
 * Replaces the staff notes on an order. A trigger records in the change log who changed the notes, but not their text.
 * @throws Problem not_found; invalid_state if somebody else has changed the notes since they were read, or if the customer was
 * erased
 */
export async function saveOrderNotes(payload: Payload, orderId: string, notes: StaffNotesInput): Promise<void> {
  if (!isUuid(orderId)) throw new Problem('not_found');
  await withTransaction(payload, async (req) => {
    await assertNotErased(req, orderId);
    await saveStaffNotes(req, sql`orders`, orderId, notes);
  });
}

/**
 * Locks the order, so that an erasure waits and then deletes the new notes.
 * @throws Problem invalid_state if the customer was erased
 */
async function assertNotErased(req: Transactional, orderId: string): Promise<void> {
  const { rows } = await (await transactionOf(req)).execute<{ erased: boolean }>(sql`
    SELECT ${isErasedOrderSql} AS erased FROM orders WHERE id = ${orderId} FOR NO KEY UPDATE`);
  if (!rows[0]?.erased) return;
  throw new Problem(
    'invalid_state',
    'The data of this customer have been erased, so notes can no longer be added to the order.',
  );
}

/** Removes one batch of order notes that were last changed more than `months` months ago, and returns how many it has removed. */
export const expireOrderNotes = (payload: Payload, months: number): Promise<number> =>
  withTransaction(payload, (req) => expireStaffNotes(req, sql`orders`, months));
