import type { CollectionBeforeChangeHook } from 'payload';
import { Problem } from '../../problem.ts';
import { mayMove } from '../../services/sales/state-machine.ts';

/**
 * Refuses a move that the table of moves does not have, at the field. Whoever writes past the collection meets the same
 * table in the trigger of the database.
 */
export const guardStatus =
  (table: 'orders' | 'payments'): CollectionBeforeChangeHook<{ id: string; status: string }> =>
  ({ data, originalDoc, operation }) => {
    const { status: from } = originalDoc ?? {};
    const { status: to } = data;
    if (operation === 'create' || !from || !to || from === to || mayMove(table, from, to)) return data;
    throw new Problem('invalid_state', `What is ${from} can't become ${to}.`, { field: 'status' });
  };
