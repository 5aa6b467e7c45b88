import {
  APPOINTMENT_TYPES,
  type AppointmentType,
  BOOKING_STATUSES,
  type BookingStatus,
} from '../../services/appointments/statuses.ts';
import type { Tone } from '../shared/elements.tsx';
import type { AdminText } from '../strings/admin-text.ts';

const toLabels = (options: readonly { value: string; label: string }[]) =>
  Object.fromEntries(options.map(({ value, label }) => [value, label]));

export const STATUS_LABELS = toLabels(BOOKING_STATUSES) as Record<BookingStatus, string>;

export const TYPE_LABELS = toLabels(APPOINTMENT_TYPES) as Record<AppointmentType, string>;

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

/** The rooms of an appointment: "Kitchen", "Bedroom" or "Kitchen + Bedroom". */
export const formatRooms = (
  text: AdminText,
  { forKitchen, forBedroom }: { forKitchen?: boolean | null; forBedroom?: boolean | null },
): string => [forKitchen && text('common:kitchen'), forBedroom && text('common:bedroom')].filter(Boolean).join(' + ');

/** The place of an appointment: the showroom's name, the customer's postcode, or "Online". */
export function formatPlace(
  text: AdminText,
  { type, showroom, postcode }: { type: AppointmentType; showroom: string | null; postcode: string | null },
): string {
  if (type === 'SHOWROOM') return text('common:atShowroom', { name: showroom ?? '' });
  return type === 'HOME_MEASUREMENT' ? text('common:atHome', { postcode: postcode ?? '' }) : TYPE_LABELS.ONLINE;
}
