import {
  APPOINTMENT_TYPES,
  type AppointmentType,
  BOOKING_STATUSES,
  type BookingStatus,
} from '../services/appointments/types.ts';
import type { Tone } from './pill.tsx';
import type { DeskText } from './strings/desk-text.ts';

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
export const roomsOf = (
  text: DeskText,
  { forKitchen, forBedroom }: { forKitchen?: boolean | null; forBedroom?: boolean | null },
): string => [forKitchen && text('common:kitchen'), forBedroom && text('common:bedroom')].filter(Boolean).join(' + ');

/** Where people have to be: the showroom's name, or the customer's postcode. */
export function placeOf(
  text: DeskText,
  { type, showroom, postcode }: { type: AppointmentType; showroom: string | null; postcode: string | null },
): string {
  if (type === 'SHOWROOM') return text('common:atShowroom', { name: showroom ?? '' });
  return type === 'HOME_MEASUREMENT' ? text('common:atHome', { postcode: postcode ?? '' }) : TYPE_LABELS.ONLINE;
}
