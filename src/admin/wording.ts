import {
  APPOINTMENT_TYPES,
  type AppointmentType,
  BOOKING_STATUSES,
  type BookingStatus,
} from '../services/appointments/types.ts';
import type { Tone } from './pill.tsx';

const labels = (options: readonly { value: string; label: string }[]) =>
  Object.fromEntries(options.map(({ value, label }) => [value, label]));

export const STATUS_LABELS = labels(BOOKING_STATUSES) as Record<BookingStatus, string>;

export const TYPE_LABELS = labels(APPOINTMENT_TYPES) as Record<AppointmentType, string>;

export const STATUS_TONES: Record<BookingStatus, Tone> = {
  PENDING: 'amber',
  CONFIRMED: 'green',
  COMPLETED: 'blue',
  NO_SHOW: 'red',
  CANCELLED: 'grey',
};

export const TYPE_COLOURS: Record<AppointmentType, string> = {
  HOME_MEASUREMENT: 'var(--lw-home)',
  SHOWROOM: 'var(--lw-showroom)',
  ONLINE: 'var(--lw-online)',
};

/** What a visit is about: "Kitchen", "Bedroom" or both. */
export const roomsOf = ({
  forKitchen,
  forBedroom,
}: {
  forKitchen?: boolean | null;
  forBedroom?: boolean | null;
}): string => [forKitchen && 'Kitchen', forBedroom && 'Bedroom'].filter(Boolean).join(' + ');

/** Where people have to be: the showroom's name, or the customer's postcode. */
export const placeOf = ({
  type,
  showroom,
  postcode,
}: {
  type: AppointmentType;
  showroom: string | null;
  postcode: string;
}): string =>
  ({ SHOWROOM: `${showroom} showroom`, HOME_MEASUREMENT: `At home, ${postcode}`, ONLINE: TYPE_LABELS.ONLINE })[type];
