import type { Payload } from 'payload';
import { uuidv7 } from '../../src/ids.ts';
import type { BookingRequest } from '../../src/services/appointments/booking-request.ts';
import type { AppointmentType } from '../../src/services/appointments/types.ts';

const HOUR = 3_600_000;
let day = 3;

type SlotOptions = {
  type?: AppointmentType;
  startsAt?: Date;
  minutes?: number;
  lane?: number;
  isClosed?: boolean;
  showroom?: string;
};

/** A free slot on a day that no other test uses. */
export async function makeSlot(payload: Payload, options: SlotOptions = {}): Promise<string> {
  const { type = 'HOME_MEASUREMENT', minutes = 60, lane = 1, isClosed = false, showroom } = options;
  day += 1;
  const startsAt = options.startsAt ?? new Date(Math.ceil(Date.now() / HOUR) * HOUR + day * 24 * HOUR);
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

/** A verified customer. */
export async function makeCustomer(payload: Payload): Promise<string> {
  const id = uuidv7();
  const { id: customerId } = await payload.create({
    collection: 'customers',
    data: { email: `customer-${id}@example.com`, firstName: 'Ada', lastName: 'Lovelace', emailVerified: true },
  });
  return customerId;
}

/** A valid booking of a slot, kitchen and bedroom. */
export const bookingOf = (slotId: string, overrides: Partial<BookingRequest> = {}): BookingRequest => ({
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

/** A pending booking of a slot by a new customer, made the way staff make one. */
export async function makeBooking(payload: Payload, slot: string, overrides: Partial<BookingRequest> = {}) {
  const { slotId, ...rest } = bookingOf(slot, overrides);
  const data = {
    ...rest,
    slot: slotId,
    status: 'PENDING' as const,
    customer: await makeCustomer(payload),
    sequence: 0,
  };
  return payload.create({ collection: 'bookings', data });
}
