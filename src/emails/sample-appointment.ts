import type { CustomerAppointment } from './appointment.ts';
import type { AlertedBooking } from './components/team-alert.tsx';

/** A home visit for both rooms, as previews show it. */
export const sampleHomeVisit: CustomerAppointment = {
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

/** A visit to a showroom in summer time, as previews show it. */
export const sampleShowroomVisit: CustomerAppointment = {
  ...sampleHomeVisit,
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

/** A home visit for both rooms with its customer, as previews show it to a team. */
export const sampleAlert: AlertedBooking = {
  ...sampleHomeVisit,
  lastName: 'Hartley',
  email: 'amelia.hartley@example.com',
  phone: '+44 7700 900461',
  address: '14 Larkspur Terrace\nHarrogate',
  postcode: 'HG1 4QT',
  adminUrl: 'https://admin.lomashwood.co.uk/admin/collections/bookings/019311ce-6a00-7000-8000-4f2d7c1b9e55',
};
