import { sql } from '@payloadcms/db-postgres';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { rescheduleBooking, transitionBooking } from '../../../src/services/appointments/change-booking.ts';
import { createBooking } from '../../../src/services/appointments/create-booking.ts';
import { holdSlot } from '../../../src/services/appointments/hold-slot.ts';
import type { BookingStatus } from '../../../src/services/appointments/statuses.ts';
import { makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
import { startSite } from '../../support/site.ts';

const { payload } = await startSite();

const SLOTS = 3;
const CUSTOMERS = 2;
const MOVES: Record<BookingStatus, BookingStatus[]> = {
  PENDING: ['CONFIRMED', 'CANCELLED'],
  // No visit in this model has begun, so no booking can become COMPLETED or NO_SHOW.
  CONFIRMED: ['CANCELLED'],
  COMPLETED: [],
  NO_SHOW: [],
  CANCELLED: [],
};

type Real = { slots: string[]; customers: string[]; bookings: string[] };
type Model = { bookings: { slot: number; customer: number; status: BookingStatus }[]; holds: (number | undefined)[] };

const refused = (work: Promise<unknown>) =>
  work.then(
    () => false,
    () => true,
  );
const live = (model: Model, slot: number) =>
  model.bookings.some((booking) => booking.slot === slot && booking.status !== 'CANCELLED');
const holder = (model: Model, slot: number) => model.holds.indexOf(slot);
const takable = (model: Model, slot: number, customer: number) =>
  !live(model, slot) && [-1, customer].includes(holder(model, slot));

class Book implements fc.AsyncCommand<Model, Real> {
  readonly slot: number;
  readonly customer: number;

  constructor(slot: number, customer: number) {
    this.slot = slot;
    this.customer = customer;
  }
  check = () => true;
  async run(model: Model, real: Real) {
    const allowed = takable(model, this.slot, this.customer);
    const work = createBooking(
      payload,
      real.customers[this.customer] as string,
      toBookingInput(real.slots[this.slot] as string),
    );
    if (!allowed) return expect(await refused(work)).toBe(true);
    real.bookings.push(((await work).body as { bookingId: string }).bookingId);
    model.bookings.push({ slot: this.slot, customer: this.customer, status: 'PENDING' });
    model.holds = model.holds.map((held) => (held === this.slot ? undefined : held));
  }
  toString = () => `book(${this.slot}, ${this.customer})`;
}

class Hold implements fc.AsyncCommand<Model, Real> {
  readonly slot: number;
  readonly customer: number;

  constructor(slot: number, customer: number) {
    this.slot = slot;
    this.customer = customer;
  }
  check = () => true;
  async run(model: Model, real: Real) {
    const allowed = takable(model, this.slot, this.customer);
    const work = holdSlot(payload, real.customers[this.customer] as string, real.slots[this.slot] as string);
    expect(await refused(work)).toBe(!allowed);
    if (allowed) model.holds[this.customer] = this.slot;
  }
  toString = () => `hold(${this.slot}, ${this.customer})`;
}

class Move implements fc.AsyncCommand<Model, Real> {
  readonly nth: number;
  readonly to: BookingStatus;

  constructor(nth: number, to: BookingStatus) {
    this.nth = nth;
    this.to = to;
  }
  check = ({ bookings }: Readonly<Model>) => this.nth < bookings.length;
  async run(model: Model, real: Real) {
    const booking = model.bookings[this.nth];
    if (!booking) return;
    const allowed = booking.status === this.to || MOVES[booking.status].includes(this.to);
    const work = transitionBooking(payload, real.bookings[this.nth] as string, this.to, {
      customerId: null,
      user: null,
    });
    expect(await refused(work)).toBe(!allowed);
    if (allowed) booking.status = this.to;
  }
  toString = () => `move(${this.nth}, ${this.to})`;
}

class Reschedule implements fc.AsyncCommand<Model, Real> {
  readonly nth: number;
  readonly slot: number;

  constructor(nth: number, slot: number) {
    this.nth = nth;
    this.slot = slot;
  }
  check = ({ bookings }: Readonly<Model>) => this.nth < bookings.length;
  async run(model: Model, real: Real) {
    const booking = model.bookings[this.nth];
    if (!booking) return;
    const open = booking.status === 'PENDING' || booking.status === 'CONFIRMED';
    const stays = booking.slot === this.slot;
    const allowed = stays || (open && takable(model, this.slot, booking.customer));
    const by = { customerId: real.customers[booking.customer] as string, user: null };
    const work = rescheduleBooking(payload, real.bookings[this.nth] as string, real.slots[this.slot] as string, by);
    expect(await refused(work)).toBe(!allowed);
    if (!allowed || stays) return;
    booking.slot = this.slot;
    model.holds = model.holds.map((held) => (held === this.slot ? undefined : held));
  }
  toString = () => `reschedule(${this.nth}, ${this.slot})`;
}

const slot = fc.nat(SLOTS - 1);
const customer = fc.nat(CUSTOMERS - 1);
const status = fc.constantFrom<BookingStatus>('CONFIRMED', 'COMPLETED', 'NO_SHOW', 'CANCELLED');
const commands = [
  fc.tuple(slot, customer).map(([s, c]) => new Book(s, c)),
  fc.tuple(slot, customer).map(([s, c]) => new Hold(s, c)),
  fc.tuple(fc.nat(4), status).map(([n, to]) => new Move(n, to)),
  fc.tuple(fc.nat(4), slot).map(([n, s]) => new Reschedule(n, s)),
];

async function checkAgainst(model: Model, real: Real) {
  const { rows } = await database(payload).execute<{ id: string; booked: boolean; live: number }>(sql`
    SELECT slot.id, is_booked AS booked, count(booking.id) FILTER (WHERE booking.status <> 'CANCELLED')::int AS live
    FROM time_slots AS slot LEFT JOIN bookings AS booking ON booking.slot_id = slot.id
    WHERE slot.id = ANY (${sql.param(real.slots)}::uuid[]) GROUP BY slot.id`);
  for (const row of rows) {
    const expected = live(model, real.slots.indexOf(row.id));
    expect(row).toMatchObject({ booked: expected, live: expected ? 1 : 0 });
  }
}

test('slots and bookings behave like a simple model after any sequence of actions', async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 25 }), async (run) => {
      const real: Real = {
        slots: await Promise.all(Array.from({ length: SLOTS }, () => makeSlot(payload))),
        customers: await Promise.all(Array.from({ length: CUSTOMERS }, () => makeCustomer(payload))),
        bookings: [],
      };
      const model: Model = { bookings: [], holds: Array(CUSTOMERS).fill(undefined) };
      await fc.asyncModelRun(() => ({ model, real }), run);
      await checkAgainst(model, real);
    }),
    { numRuns: 25 },
  );
});
