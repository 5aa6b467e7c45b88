import type { Instant } from '../wording.ts';
import type { AlertedBooking } from './team-alerts.tsx';

export type AppointmentType = 'HOME_MEASUREMENT' | 'SHOWROOM' | 'ONLINE';

export interface ShowroomDetails {
  name: string;
  address: string;
  postcode: string;
  phone?: string | null;
}

/** The data of an appointment in messages: plain values, so that templates do not depend on how bookings are stored. */
export interface AppointmentData {
  referenceCode: string;
  type: AppointmentType;
  forKitchen: boolean;
  forBedroom: boolean;
  startsAt: Instant;
  endsAt: Instant;
  /** The location of a `SHOWROOM` appointment. */
  showroom?: ShowroomDetails | null;
  /** The customer's own address, the location of a `HOME_MEASUREMENT`. */
  address?: string | null;
  postcode?: string | null;
}

/** An appointment with the additional data for a message to the customer. */
export interface CustomerAppointment extends AppointmentData {
  firstName: string;
  /** The page on which the customer reschedules or cancels the booking. */
  manageUrl?: string | null;
}

const KIND_LABELS: Record<AppointmentType, string> = {
  HOME_MEASUREMENT: 'home measurement',
  SHOWROOM: 'showroom visit',
  ONLINE: 'online consultation',
};

/** The type of appointment for use in a sentence: `home measurement`. */
export const formatAppointmentKind = (type: AppointmentType): string => KIND_LABELS[type];

/** The rooms of the appointment for use in a sentence: `kitchen and bedroom`. */
export function formatAppointmentRooms({ forKitchen, forBedroom }: Pick<AppointmentData, 'forKitchen' | 'forBedroom'>) {
  if (forKitchen && forBedroom) return 'kitchen and bedroom';
  return forKitchen ? 'kitchen' : 'bedroom';
}

/** The title of the appointment in a calendar: `Lomash Wood home measurement (kitchen and bedroom)`. */
export const formatAppointmentTitle = (appointment: AppointmentData, company: string): string =>
  `${company} ${formatAppointmentKind(appointment.type)} (${formatAppointmentRooms(appointment)})`;

/** Splits a postal address into lines and adds the postcode, unless the address already ends with it. */
export function toAddressLines(address: string | null | undefined, postcode: string | null | undefined): string[] {
  const lines = (address ?? '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter(Boolean);
  const normalise = (text: string) => text.replace(/\s+/g, '').toUpperCase();
  const isIncluded = postcode && normalise(lines.join('')).endsWith(normalise(postcode));
  return postcode && !isIncluded ? [...lines, postcode] : lines;
}

/** The location of the appointment as lines of text; empty when a home visit has no address. */
export function toPlaceLines({ type, showroom, address, postcode }: AppointmentData): string[] {
  if (type === 'ONLINE') return ['Online'];
  if (type === 'HOME_MEASUREMENT') return toAddressLines(address, postcode);
  return showroom ? [showroom.name, ...toAddressLines(showroom.address, showroom.postcode)] : ['Our showroom'];
}

/** A link to the showroom on a map; phones open it in their map app. Null for other appointments. */
export function appointmentMap({ type, showroom }: AppointmentData): string | null {
  if (type !== 'SHOWROOM' || !showroom) return null;
  const query = [showroom.name, ...toAddressLines(showroom.address, showroom.postcode)].join(', ');
  return `https://www.google.com/maps/search/?${new URLSearchParams({ api: '1', query })}`;
}

/** A home visit for both rooms, for previews. */
export const sampleHomeAppointment: CustomerAppointment = {
  firstName: 'Amelia',
  referenceCode: 'BK-20261117-7Q4M',
  type: 'HOME_MEASUREMENT',
  forKitchen: true,
  forBedroom: true,
  startsAt: '2026-11-24T10:30:00.000Z',
  endsAt: '2026-11-24T11:30:00.000Z',
  address: '14 Larkspur Terrace\nHarrogate',
  postcode: 'HG1 4QT',
  manageUrl: 'https://www.lomashwood.co.uk/account/bookings/BK-20261117-7Q4M',
};

/** A showroom visit in summer time, for previews. */
export const sampleShowroomAppointment: CustomerAppointment = {
  ...sampleHomeAppointment,
  type: 'SHOWROOM',
  forBedroom: false,
  startsAt: '2026-06-18T13:00:00.000Z',
  endsAt: '2026-06-18T14:00:00.000Z',
  showroom: {
    name: 'Lomash Wood Leeds',
    address: '27 Mill Lane, Leeds',
    postcode: 'LS2 7EE',
    phone: '+44 113 496 0142',
  },
};

/** A home visit for both rooms with its customer, for previews of team alerts. */
export const sampleAlert: AlertedBooking = {
  ...sampleHomeAppointment,
  lastName: 'Hartley',
  email: 'amelia.hartley@example.com',
  phone: '+44 7700 900461',
  address: '14 Larkspur Terrace\nHarrogate',
  postcode: 'HG1 4QT',
  adminUrl: 'https://admin.lomashwood.co.uk/admin/collections/bookings/019311ce-6a00-7000-8000-4f2d7c1b9e55',
};
