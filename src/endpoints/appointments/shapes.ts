import { z } from 'zod';
import { APPOINTMENT_TYPE_VALUES, BOOKING_STATUSES, type BookingStatus } from '../../services/appointments/statuses.ts';

const instant = z.iso.datetime();

export const bookingStatuses = BOOKING_STATUSES.map(({ value }) => value) as [BookingStatus, ...BookingStatus[]];

const showroom = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    address: z.string(),
    postcode: z.string(),
    phone: z.string().nullable(),
  })
  .nullable();

/** The shape of a slot in `GET /v1/appointments/slots`. */
export const listedSlot = z.object({
  slotId: z.uuid(),
  type: z.enum(APPOINTMENT_TYPE_VALUES),
  startsAt: instant,
  endsAt: instant,
  showroom,
  available: z.boolean(),
});

export const hold = z.object({ holdId: z.uuid(), slotId: z.uuid(), expiresAt: instant });

export const createdBooking = z.object({
  bookingId: z.uuid(),
  referenceCode: z.string(),
  status: z.literal('PENDING'),
});

/** The shape of a booking (docs/spec/api.md#3-appointments). */
export const booking = z.object({
  bookingId: z.uuid(),
  referenceCode: z.string(),
  status: z.enum(bookingStatuses),
  type: z.enum(APPOINTMENT_TYPE_VALUES),
  forKitchen: z.boolean(),
  forBedroom: z.boolean(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string().nullable(),
  phone: z.string(),
  postcode: z.string().nullable(),
  address: z.string().nullable(),
  cancelReason: z.string().nullable(),
  slot: z.object({ slotId: z.uuid(), startsAt: instant, endsAt: instant, showroom }),
  createdAt: instant,
});

export const bookingPage = z.object({
  data: z.array(booking),
  nextCursor: z.string().nullable(),
  hasNextPage: z.boolean(),
});
