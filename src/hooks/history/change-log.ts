import type {
  CollectionBeforeChangeHook,
  CollectionBeforeDeleteHook,
  GlobalBeforeChangeHook,
  PayloadRequest,
} from 'payload';
import { isStaff } from '../../access/roles.ts';
import { diffFields, recordChange } from '../../database/change-log.ts';
import { buildContextStatement } from '../../database/executor.ts';
import { transactionOf } from '../../database/transaction.ts';
import { SAVED_BY_SYSTEM } from '../../services/history/read-saves.ts';

/**
 * Records a change of a global in the change log, in the transaction of the change. The entry includes the values, because
 * globals contain no customer data. Virtual fields are left out, because they are not stored.
 */
export const logGlobalChange: GlobalBeforeChangeHook = async ({ data, global, originalDoc, req }) => {
  const fields = diffFields(originalDoc ?? {}, data);
  for (const field of global.fields) if ('virtual' in field && field.virtual) delete fields[field.name];
  const staffId = isStaff(req.user) ? String(req.user.id) : undefined;
  if (Object.keys(fields).length > 0) await recordChange(req, { entity: global.slug, staffId, fields });
  return data;
};

/** Records who saved each version. Must be the last hook, so that no other hook overwrites the field. */
export const recordSavedBy: CollectionBeforeChangeHook = ({ data, req: { user } }) => ({
  ...data,
  savedBy: isStaff(user) ? String(user.id) : SAVED_BY_SYSTEM,
});

/**
 * Sets the signed-in member of staff as the actor of the open transaction, for the change log. Payload authenticates after BEGIN,
 * so the transaction starts without an actor.
 */
async function setStaffContext(req: PayloadRequest): Promise<void> {
  if (!isStaff(req.user)) return;
  await (await transactionOf(req)).execute(buildContextStatement({ kind: 'staff', id: String(req.user.id) }));
}

/** Sets the actor before a change, for collections with a change log. */
export const setStaffBeforeChange: CollectionBeforeChangeHook = async ({ data, req }) => {
  await setStaffContext(req);
  return data;
};

/** Sets the actor before a deletion, for collections with a change log. */
export const setStaffBeforeDelete: CollectionBeforeDeleteHook = ({ req }) => setStaffContext(req);
