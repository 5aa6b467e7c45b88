import type { CollectionBeforeChangeHook, CollectionBeforeDeleteHook, PayloadRequest } from 'payload';
import { isStaff } from '../../access/roles.ts';
import { contextStatement } from '../../database/change-context.ts';
import { sessionOf } from '../../database/transaction.ts';

/** Payload finds out who asks when the transaction has begun already; the change log is told before the row is written. */
async function noteStaff(req: PayloadRequest): Promise<void> {
  if (!isStaff(req.user)) return;
  await (await sessionOf(req)).execute(contextStatement({ kind: 'staff', id: String(req.user.id) }));
}

/** For a collection whose changes are logged. */
export const noteWhoChanges: CollectionBeforeChangeHook = async ({ data, req }) => {
  await noteStaff(req);
  return data;
};

/** For a collection whose deletions are logged. */
export const noteWhoDeletes: CollectionBeforeDeleteHook = ({ req }) => noteStaff(req);
