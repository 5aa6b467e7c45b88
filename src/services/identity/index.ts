/** The exports of this domain for other domains, and for the modules of `src` that belong to no domain. */
export {
  findPersonByAccount,
  isVerifiedAddress,
  listAccountHistory,
  lockCustomer,
  lockExistingCustomers,
  readContactDetails,
} from './accounts.ts';
export { deleteExpiredTokens } from './refresh-tokens.ts';
export { ensureFirstAdmin, readStaffNames, staffNameSql } from './staff.ts';
export {
  expireStaffNotes,
  MAX_STAFF_NOTES,
  type StaffNotesInput,
  saveStaffNotes,
  staffNotesInput,
} from './staff-notes.ts';
export { deleteExpiredResetTokens } from './staff-reset-tokens.ts';
export { deleteEndedSessions, watchStaffUse } from './staff-sessions.ts';
export { deleteUsedCodes } from './verify-email.ts';
