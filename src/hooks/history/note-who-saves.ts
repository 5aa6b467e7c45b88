import type { CollectionBeforeChangeHook } from 'payload';
import { isStaff } from '../../access/roles.ts';
import { SAVED_BY_SYSTEM } from '../../services/history/who-saved.ts';

/** Notes in each version of a document who has saved it; the last, for nobody else may set it. */
export const noteWhoSaves: CollectionBeforeChangeHook = ({ data, req: { user } }) => ({
  ...data,
  savedBy: isStaff(user) ? String(user.id) : SAVED_BY_SYSTEM,
});
