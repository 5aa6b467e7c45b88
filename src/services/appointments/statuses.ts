import { findLabelInSentence } from '../../lib/display.ts';

/** The types of appointment (docs/spec/api.md#3-appointments) with their labels in the admin UI. */
export const APPOINTMENT_TYPES = [
  { value: 'HOME_MEASUREMENT', label: 'Home measurement' },
  { value: 'SHOWROOM', label: 'Showroom visit' },
  { value: 'ONLINE', label: 'Online consultation' },
] as const;

export type AppointmentType = (typeof APPOINTMENT_TYPES)[number]['value'];

export const APPOINTMENT_TYPE_VALUES = APPOINTMENT_TYPES.map(({ value }) => value) as [
  AppointmentType,
  ...AppointmentType[],
];

/** The states of a booking (docs/spec/api.md#3-appointments) with their labels in the admin UI. */
export const BOOKING_STATUSES = [
  { value: 'PENDING', label: 'Pending' },
  { value: 'CONFIRMED', label: 'Confirmed' },
  { value: 'COMPLETED', label: 'Completed' },
  { value: 'NO_SHOW', label: 'No-show' },
  { value: 'CANCELLED', label: 'Cancelled' },
] as const;

export type BookingStatus = (typeof BOOKING_STATUSES)[number]['value'];

/** The query parameter that preselects a slot in the form for a new booking. */
export const SLOT_QUERY = 'slot';

/** Weekdays with their labels in the admin UI; the index + 1 is the ISO 8601 weekday. */
export const WEEKDAYS = [
  { value: 'monday', label: 'Monday' },
  { value: 'tuesday', label: 'Tuesday' },
  { value: 'wednesday', label: 'Wednesday' },
  { value: 'thursday', label: 'Thursday' },
  { value: 'friday', label: 'Friday' },
  { value: 'saturday', label: 'Saturday' },
  { value: 'sunday', label: 'Sunday' },
] as const;

export type Weekday = (typeof WEEKDAYS)[number]['value'];

const TRANSITIONS: Record<BookingStatus, readonly BookingStatus[]> = {
  PENDING: ['CONFIRMED', 'CANCELLED'],
  CONFIRMED: ['COMPLETED', 'NO_SHOW', 'CANCELLED'],
  COMPLETED: [],
  NO_SHOW: [],
  CANCELLED: [],
};

/** Whether a booking may change from one state to another (docs/spec/api.md#3-appointments); false if both are the same. */
export const canTransitionBooking = (from: BookingStatus, to: BookingStatus): boolean => TRANSITIONS[from].includes(to);

/** Returns the label of a booking's state for the middle of a sentence: "cancelled". */
export const bookingStatusInWords = (status: BookingStatus): string => findLabelInSentence(BOOKING_STATUSES, status);

/** Explains why a booking cannot change from one state to another, if {@link canTransitionBooking} returns false. */
export const explainNoTransition = (from: BookingStatus, to: BookingStatus): string =>
  `The booking's status is ${bookingStatusInWords(from)} and can't change to ${bookingStatusInWords(to)}.`;

/** Whether a state records the outcome of an appointment. Only a booking whose appointment has begun may get such a state. */
export const isOutcomeStatus = (status: BookingStatus): boolean => status === 'COMPLETED' || status === 'NO_SHOW';

/** The states of an open booking, which is not cancelled and whose appointment has no recorded outcome. */
export const OPEN_STATUSES: readonly BookingStatus[] = ['PENDING', 'CONFIRMED'];

/** Whether a booking in this state can be rescheduled. */
export const isOpenStatus = (status: BookingStatus): boolean => OPEN_STATUSES.includes(status);
