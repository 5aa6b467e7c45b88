import type { PlannedSlot } from '../../src/services/appointments/plan-slots.ts';
import { REFERENCE_ALPHABET } from '../../src/services/appointments/reference-code.ts';
import type { BookingStatus } from '../../src/services/appointments/types.ts';
import { inLondon } from '../../src/services/london.ts';
import type { DemoCustomer } from './customers.ts';
import { demandFor } from './demand.ts';
import { idMadeAt } from './ids.ts';
import { inventPerson, type Person } from './people.ts';
import type { Random } from './random.ts';

export type DemoSlot = PlannedSlot & { id: string };

export type DemoBooking = Person & {
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

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const NOTES = [
  'Parking permit needed, ask for the visitor bay.',
  'Prefers a call before the visit.',
  'Interested in the shaker range, has a budget of about £15,000.',
  'Moving in next month, wants a quick turnaround.',
  'Existing customer, kitchen fitted three years ago.',
  'Dog in the house.',
];

/** How many changes led to a status. */
const CHANGES: Record<BookingStatus, number> = { PENDING: 0, CONFIRMED: 1, COMPLETED: 2, NO_SHOW: 2, CANCELLED: 1 };

/**
 * Invents the bookings of a company: some slots find a customer, by weekday and season. Give it slots in the order of time.
 * @param now slots before it had their visit; those after it are mostly free the further off they are
 */
export function demoBookings(random: Random, slots: DemoSlot[], customers: DemoCustomer[], now: Date): DemoBooking[] {
  const codes = new Set<string>();
  return slots.flatMap((slot) => {
    const daysAhead = Math.max(0, slot.startsAt.getTime() - now.getTime()) / DAY;
    const filled = daysAhead > 0 ? 1.6 * Math.exp(-daysAhead / 10) : 1;
    if (!random.chance(demandFor(slot.type, slot.startsAt, now) * filled)) return [];
    const createdAt = bookedAt(random, slot, now);
    const known = customers.filter((customer) => customer.createdAt < createdAt);
    const customer = known.length > 0 && random.chance(0.4) ? random.pick(known) : undefined;
    const person = customer ?? inventPerson(random, 1000 + codes.size);
    const { firstName, lastName, email, phone, address, postcode } = person;
    const status = statusOf(random, slot, createdAt, now);
    const [forKitchen, forBedroom] = random.pick([
      [true, false],
      [true, false],
      [true, false],
      [false, true],
      [false, true],
      [true, true],
    ] as const);
    const last =
      status === 'COMPLETED' || status === 'NO_SHOW' ? slot.endsAt : new Date(createdAt.getTime() + 3 * HOUR);
    return {
      ...{ firstName, lastName, email, phone, address, postcode, forKitchen, forBedroom, status, createdAt },
      id: idMadeAt(createdAt, random),
      referenceCode: freeCode(random, createdAt, codes),
      customerId: customer?.id ?? null,
      slotId: slot.id,
      type: slot.type,
      notes: random.chance(0.08) ? random.pick(NOTES) : null,
      sequence: CHANGES[status],
      updatedAt: status === 'PENDING' ? createdAt : new Date(Math.min(last.getTime(), now.getTime())),
    };
  });
}

/** One to sixteen days before the visit, most of them few; never in the future. */
function bookedAt(random: Random, { startsAt }: DemoSlot, now: Date): Date {
  const ahead = DAY * (1 + 15 * random.next() ** 2) + random.int(0, 8 * HOUR);
  const latest = now.getTime() - random.int(HOUR / 4, 40 * HOUR);
  return new Date(Math.min(startsAt.getTime() - ahead, latest));
}

function statusOf(random: Random, { startsAt, endsAt }: DemoSlot, createdAt: Date, now: Date): BookingStatus {
  const chance = random.next();
  if (chance < 0.08) return 'CANCELLED';
  if (endsAt < now) {
    const justNow = startsAt.getTime() > now.getTime() - DAY;
    if (justNow && chance < 0.5) return 'CONFIRMED';
    return chance < 0.13 ? 'NO_SHOW' : 'COMPLETED';
  }
  const fresh = createdAt.getTime() > now.getTime() - DAY;
  return fresh || chance < 0.14 ? 'PENDING' : 'CONFIRMED';
}

function freeCode(random: Random, createdAt: Date, taken: Set<string>): string {
  const letter = () => random.pick([...REFERENCE_ALPHABET]);
  for (;;) {
    const code = `BK-${inLondon(createdAt).toFormat('yyyyLLdd')}-${letter()}${letter()}${letter()}${letter()}`;
    if (taken.has(code)) continue;
    taken.add(code);
    return code;
  }
}
