import type { Payload } from 'payload';
import { uuidv7 } from '../../src/lib/ids.ts';
import type { BookingRequest } from '../../src/services/appointments/create-booking.ts';
import type { AppointmentType } from '../../src/services/appointments/statuses.ts';

const HOUR_MS = 3_600_000;
/** The last day on which each site has a slot, in days from now. One count for all sites would lead years ahead. */
const lastDays = new WeakMap<Payload, number>();

type SlotOptions = {
  type?: AppointmentType;
  startsAt?: Date;
  minutes?: number;
  lane?: number;
  isClosed?: boolean;
  showroom?: string;
};

/** Creates a free slot on a day that no other test uses. */
export async function makeSlot(payload: Payload, options: SlotOptions = {}): Promise<string> {
  const { type = 'HOME_MEASUREMENT', minutes = 60, lane = 1, isClosed = false, showroom } = options;
  const day = (lastDays.get(payload) ?? 3) + 1;
  lastDays.set(payload, day);
  const startsAt = options.startsAt ?? new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + day * 24 * HOUR_MS);
  const { id } = await payload.create({
    collection: 'time-slots',
    data: {
      ...{ type, lane, isClosed, showroom },
      startsAt: startsAt.toISOString(),
      endsAt: new Date(startsAt.getTime() + minutes * 60_000).toISOString(),
    },
  });
  return id;
}

/** Creates a verified customer. */
export async function makeCustomer(payload: Payload): Promise<string> {
  const id = uuidv7();
  const { id: customerId } = await payload.create({
    collection: 'customers',
    data: {
      email: `customer-${id.replaceAll('-', '')}@example.com`,
      firstName: 'Ada',
      lastName: 'Lovelace',
      emailVerified: true,
    },
  });
  return customerId;
}

/** Returns a valid booking request for a slot, for kitchen and bedroom. */
export const toBookingInput = (slotId: string, overrides: Partial<BookingRequest> = {}): BookingRequest => ({
  type: 'HOME_MEASUREMENT',
  forKitchen: true,
  forBedroom: true,
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.com',
  phone: '+442079460958',
  postcode: 'SW4 7AA',
  address: '1 High Street, London',
  slotId,
  ...overrides,
});

/** Creates a pending booking of a slot for a new customer, as staff do in the admin UI. */
export async function makeBooking(payload: Payload, slot: string, overrides: Partial<BookingRequest> = {}) {
  const { slotId, ...rest } = toBookingInput(slot, overrides);
  const data = {
    ...rest,
    slot: slotId,
    status: 'PENDING' as const,
    customer: await makeCustomer(payload),
    sequence: 0,
  };
  return payload.create({ collection: 'bookings', data });
}
