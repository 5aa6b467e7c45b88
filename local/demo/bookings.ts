import { toLondon } from '../../src/lib/dates.ts';
import { REFERENCE_ALPHABET } from '../../src/services/appointments/booking-facts.ts';
import type { PlannedSlot } from '../../src/services/appointments/plan-slots.ts';
import type { BookingStatus } from '../../src/services/appointments/statuses.ts';
import { createIdAt } from './create-id-at.ts';
import type { DemoCustomer } from './customers.ts';
import { demandFor } from './demand.ts';
import { type DemoPerson, inventPerson } from './people.ts';
import type { Random } from './random.ts';

export type DemoSlot = PlannedSlot & { id: string };

export type DemoBooking = DemoPerson & {
  id: string;
  referenceCode: string;
  status: BookingStatus;
  customerId: string | null;
  slotId: string;
  type: PlannedSlot['type'];
  forKitchen: boolean;
  forBedroom: boolean;
  notes: string | null;
  sequence: number;
  createdAt: Date;
  updatedAt: Date;
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const NOTES = [
  'Permit parking only. The customer has a visitor permit for us.',
  'Please phone before the visit.',
  'Interested in Shaker kitchens. Budget about £15,000.',
  'Moving in next month and wants it done quickly.',
  'Existing customer: we fitted their kitchen three years ago.',
  'There is a dog in the house.',
];

/** The number of changes that led to a status. */
const CHANGES_BY_STATUS: Record<BookingStatus, number> = {
  PENDING: 0,
  CONFIRMED: 1,
  COMPLETED: 2,
  NO_SHOW: 2,
  CANCELLED: 1,
};

/**
 * Invents bookings. The probability that a slot is booked depends on weekday and season. `slots` must be in order of time.
 * @param now the current time; the further a slot is after this time, the less likely it is booked
 */
export function demoBookings(random: Random, slots: DemoSlot[], customers: DemoCustomer[], now: Date): DemoBooking[] {
  const codes = new Set<string>();
  return slots.flatMap((slot) => {
    const daysAhead = Math.max(0, slot.startsAt.getTime() - now.getTime()) / DAY_MS;
    const filled = daysAhead > 0 ? 1.6 * Math.exp(-daysAhead / 10) : 1;
    if (!random.chance(demandFor(slot.type, slot.startsAt, now) * filled)) return [];
    const createdAt = pickBookingTime(random, slot, now);
    const registered = customers.filter((customer) => customer.createdAt < createdAt);
    const customer = registered.length > 0 && random.chance(0.4) ? random.pick(registered) : undefined;
    const person = customer ?? inventPerson(random, 1000 + codes.size);
    const { firstName, lastName, email, phone, address, postcode } = person;
    const status = pickStatus(random, slot, createdAt, now);
    const [forKitchen, forBedroom] = random.pick([
      [true, false],
      [true, false],
      [true, false],
      [false, true],
      [false, true],
      [true, true],
    ] as const);
    const last =
      status === 'COMPLETED' || status === 'NO_SHOW' ? slot.endsAt : new Date(createdAt.getTime() + 3 * HOUR_MS);
    return {
      ...{ firstName, lastName, email, phone, address, postcode, forKitchen, forBedroom, status, createdAt },
      id: createIdAt(createdAt, random),
      referenceCode: createUniqueCode(random, createdAt, codes),
      customerId: customer?.id ?? null,
      slotId: slot.id,
      type: slot.type,
      notes: random.chance(0.08) ? random.pick(NOTES) : null,
      sequence: CHANGES_BY_STATUS[status],
      updatedAt: status === 'PENDING' ? createdAt : new Date(Math.min(last.getTime(), now.getTime())),
    };
  });
}

/** Picks the time at which a booking was made: at least one day before the visit, usually a few days, and never in the future. */
function pickBookingTime(random: Random, { startsAt }: DemoSlot, now: Date): Date {
  const ahead = DAY_MS * (1 + 15 * random.next() ** 2) + random.int(0, 8 * HOUR_MS);
  const latest = now.getTime() - random.int(HOUR_MS / 4, 40 * HOUR_MS);
  return new Date(Math.min(startsAt.getTime() - ahead, latest));
}

function pickStatus(random: Random, { startsAt, endsAt }: DemoSlot, createdAt: Date, now: Date): BookingStatus {
  const chance = random.next();
  if (chance < 0.08) return 'CANCELLED';
  if (endsAt < now) {
    const justNow = startsAt.getTime() > now.getTime() - DAY_MS;
    if (justNow && chance < 0.5) return 'CONFIRMED';
    return chance < 0.13 ? 'NO_SHOW' : 'COMPLETED';
  }
  const fresh = createdAt.getTime() > now.getTime() - DAY_MS;
  return fresh || chance < 0.14 ? 'PENDING' : 'CONFIRMED';
}

function createUniqueCode(random: Random, createdAt: Date, usedCodes: Set<string>): string {
  const letter = () => random.pick([...REFERENCE_ALPHABET]);
  for (;;) {
    const code = `BK-${toLondon(createdAt).toFormat('yyyyLLdd')}-${letter()}${letter()}${letter()}${letter()}`;
    if (usedCodes.has(code)) continue;
    usedCodes.add(code);
    return code;
  }
}
