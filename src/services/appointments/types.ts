/** The kinds of appointment (api.md §3), as editors see them. */
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

/** The states of a booking (api.md §3). */
export const BOOKING_STATUSES = [
  { value: 'PENDING', label: 'Pending' },
  { value: 'CONFIRMED', label: 'Confirmed' },
  { value: 'COMPLETED', label: 'Completed' },
  { value: 'NO_SHOW', label: 'No-show' },
  { value: 'CANCELLED', label: 'Cancelled' },
] as const;

export type BookingStatus = (typeof BOOKING_STATUSES)[number]['value'];

/** What the address of a new booking's form calls the slot that is chosen already. */
export const SLOT_QUERY = 'slot';
