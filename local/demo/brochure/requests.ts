import { toLondon } from '../../../src/lib/dates.ts';
import { createIdAt } from '../create-id-at.ts';
import type { DemoCustomer } from '../customers.ts';
import { SEASON } from '../demand.ts';
import { type DemoPerson, inventPerson } from '../people.ts';
import type { Random } from '../random.ts';

export type DemoBrochureRequest = DemoPerson & {
  id: string;
  createdAt: Date;
  deliveredAt: Date | null;
  problem: 'REFUSED' | null;
  sentAgainAt: Date | null;
};

const DAYS = 365;
const MINUTE_MS = 60_000;

/**
 * The mean number of requests on each day from Monday to Sunday, before the factor for the season: people look at brochures on
 * Sunday evenings.
 */
const WEEK = [1.9, 1.7, 1.6, 1.5, 1.4, 2.2, 3.1];

/**
 * The brochure requests of the last year; their number depends on season and weekday. A few requests come from customers. All
 * brochures were delivered within seconds, except to a few mistyped addresses, and some were sent again.
 */
export function demoBrochureRequests(random: Random, customers: DemoCustomer[], now: Date): DemoBrochureRequest[] {
  const today = toLondon(now).startOf('day');
  return Array.from({ length: DAYS + 1 }, (_, nth) => today.minus({ days: DAYS - nth })).flatMap((day) => {
    const mean = (WEEK[day.weekday - 1] ?? 1) * (SEASON[day.month - 1] ?? 1);
    return Array.from({ length: Math.floor(mean + random.next()) }, () => {
      const createdAt = day.plus({ minutes: pickMinute(random) }).toJSDate();
      return createRequest(random, createdAt, customers);
    }).filter(({ deliveredAt, createdAt, sentAgainAt }) =>
      [createdAt, deliveredAt, sentAgainAt].every((at) => at === null || at < now),
    );
  });
}

/** The minute of the day, between 8:00 and 23:00, mostly in the evening. */
const pickMinute = (random: Random) => 8 * 60 + Math.floor(15 * 60 * (1 - random.next() ** 1.6));

function createRequest(random: Random, createdAt: Date, customers: DemoCustomer[]): DemoBrochureRequest {
  const registered = customers.filter((customer) => customer.createdAt < createdAt);
  const person =
    registered.length > 0 && random.chance(0.12) ? random.pick(registered) : inventPerson(random, random.int(10, 99));
  const { firstName, lastName, email, phone, address, postcode } = person;
  const isRefused = random.chance(0.015);
  const isResent = !isRefused && random.chance(0.02);
  return {
    ...{ firstName, lastName, email, phone, address, postcode, createdAt },
    id: createIdAt(createdAt, random),
    deliveredAt: isRefused ? null : new Date(createdAt.getTime() + random.int(900, 6000)),
    problem: isRefused ? 'REFUSED' : null,
    sentAgainAt: isResent ? new Date(createdAt.getTime() + random.int(60, 2000) * MINUTE_MS) : null,
  };
}
