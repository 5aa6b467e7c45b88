import type { Instant } from './instant.ts';

export type AppointmentType = 'HOME_MEASUREMENT' | 'SHOWROOM' | 'ONLINE';

export interface ShowroomDetails {
  name: string;
  address: string;
  postcode: string;
  phone?: string | null;
}

/** What messages about one appointment say. Plain values, so a template never depends on how bookings are stored. */
export interface AppointmentDetails {
  referenceCode: string;
  type: AppointmentType;
  forKitchen: boolean;
  forBedroom: boolean;
  startsAt: Instant;
  endsAt: Instant;
  /** Where a `SHOWROOM` appointment takes place. */
  showroom?: ShowroomDetails | null;
  /** The customer's own address, where a `HOME_MEASUREMENT` takes place. */
  address?: string | null;
  postcode?: string | null;
}

/** An appointment with what a message to its customer needs besides. */
export interface CustomerAppointment extends AppointmentDetails {
  firstName: string;
  /** Page on which the customer moves or cancels the booking. */
  manageUrl?: string | null;
}

const kinds: Record<AppointmentType, string> = {
  HOME_MEASUREMENT: 'home measurement',
  SHOWROOM: 'showroom visit',
  ONLINE: 'online consultation',
};

/** The kind of appointment inside a sentence: `home measurement`. */
export const appointmentKind = (type: AppointmentType): string => kinds[type];

/** Which rooms it is for, inside a sentence: `kitchen and bedroom`. */
export function appointmentRooms({ forKitchen, forBedroom }: Pick<AppointmentDetails, 'forKitchen' | 'forBedroom'>) {
  if (forKitchen && forBedroom) return 'kitchen and bedroom';
  return forKitchen ? 'kitchen' : 'bedroom';
}

/** Title of the appointment in a diary: `Lomash Wood home measurement (kitchen and bedroom)`. */
export const appointmentTitle = (appointment: AppointmentDetails, company: string): string =>
  `${company} ${appointmentKind(appointment.type)} (${appointmentRooms(appointment)})`;

/** Postal address, one line each; the postcode is added unless the address already ends with it. */
export function addressLines(address: string | null | undefined, postcode: string | null | undefined): string[] {
  const lines = (address ?? '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter(Boolean);
  const plain = (text: string) => text.replace(/\s+/g, '').toUpperCase();
  const known = postcode && plain(lines.join('')).endsWith(plain(postcode));
  return postcode && !known ? [...lines, postcode] : lines;
}

/** Where the appointment takes place, as lines of text; empty when a home visit has no address. */
export function appointmentPlace({ type, showroom, address, postcode }: AppointmentDetails): string[] {
  if (type === 'ONLINE') return ['Online'];
  if (type === 'HOME_MEASUREMENT') return addressLines(address, postcode);
  return showroom ? [showroom.name, ...addressLines(showroom.address, showroom.postcode)] : ['Our showroom'];
}
