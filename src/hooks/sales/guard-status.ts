import type { CollectionBeforeChangeHook } from 'payload';
import { Problem } from '../../lib/problem.ts';
import { canTransition, explainNoTransition } from '../../services/sales/statuses.ts';

/**
 * Refuses a status transition that is not allowed, with the error at the field. A database trigger guards the same transitions
 * against other writers.
 */
export const guardStatus =
  (table: 'orders' | 'payments'): CollectionBeforeChangeHook<{ id: string; status: string }> =>
  ({ data, originalDoc, operation }) => {
    const { status: from } = originalDoc ?? {};
    const { status: to } = data;
    if (operation === 'create' || !from || !to || from === to || canTransition(table, from, to)) return data;
    throw new Problem('invalid_state', explainNoTransition(table, from, to), { field: 'status' });
  };
