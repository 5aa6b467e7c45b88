/** The exports of this domain for other domains, and for the modules of `src` that belong to no domain. */
export { type AppointmentCounts, appointmentCountsSql } from './dashboard.ts';
export { emitDueReminders } from './emit-due-reminders.ts';
export { generateSlots } from './generate-slots.ts';
export { readSlotTimes } from './list-slots.ts';
export {
  eraseBookings,
  expireBookings,
  exportBookings,
  listBookingHistory,
  listBookingPhones,
  lockOtherAccountsBookings,
  updateBookingEmail,
} from './personal-data.ts';
export { hasShowroom, listShowroomEntries } from './showrooms.ts';
export type { AppointmentType } from './statuses.ts';
