import type { GlobalBeforeChangeHook } from 'payload';
import { isStaff } from '../../access/roles.ts';
import { changedFields } from '../../services/history/changed-fields.ts';
import { logChange } from '../../services/history/log-change.ts';

/** Writes down what is changed of a global, in the transaction of the change. It names no customers, so values are shown. */
export const logGlobalChange: GlobalBeforeChangeHook = async ({ data, global, originalDoc, req }) => {
  const fields = changedFields(originalDoc ?? {}, data);
  const staffId = isStaff(req.user) ? String(req.user.id) : undefined;
  if (Object.keys(fields).length > 0) await logChange(req, { entity: global.slug, staffId, fields });
  return data;
};
