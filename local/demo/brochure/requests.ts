import { inLondon } from '../../../src/services/london.ts';
import type { DemoCustomer } from '../customers.ts';
import { SEASON } from '../demand.ts';
import { idMadeAt } from '../ids.ts';
import { inventPerson, type Person } from '../people.ts';
import type { Random } from '../random.ts';

export type DemoBrochureRequest = Person & {
  id: string;
  createdAt: Date;
  deliveredAt: Date | null;
  problem: 'REFUSED' | null;
  sentAgainAt: Date | null;
};

const DAYS = 365;
const MINUTE = 60_000;

/** Requests of an ordinary day, Monday to Sunday: people look at brochures on Sunday evenings. */
const WEEK = [1.9, 1.7, 1.6, 1.5, 1.4, 2.2, 3.1];

/**
 * Who asked for a brochure in the last year, by season and weekday; some became customers. All were delivered within seconds,
 * but for the few who mistyped their address; some asked sales to send it again.
 */
export function demoBrochureRequests(random: Random, customers: DemoCustomer[], now: Date): DemoBrochureRequest[] {
  const today = inLondon(now).startOf('day');
  return Array.from({ length: DAYS + 1 }, (_, nth) => today.minus({ days: DAYS - nth })).flatMap((day) => {
    const mean = (WEEK[day.weekday - 1] ?? 1) * (SEASON[day.month - 1] ?? 1);
    return Array.from({ length: Math.floor(mean + random.next()) }, () => {
      const createdAt = day.plus({ minutes: minuteOf(random) }).toJSDate();
      return requestAt(random, createdAt, customers);
    }).filter(({ deliveredAt, createdAt, sentAgainAt }) =>
      [createdAt, deliveredAt, sentAgainAt].every((at) => at === null || at < now),
    );
  });
}

/** Mostly between eight in the morning and eleven at night, most of all in the evening. */
const minuteOf = (random: Random) => 8 * 60 + Math.floor(15 * 60 * (1 - random.next() ** 1.6));

function requestAt(random: Random, createdAt: Date, customers: DemoCustomer[]): DemoBrochureRequest {
  const known = customers.filter((customer) => customer.createdAt < createdAt);
  const person =
    known.length > 0 && random.chance(0.12) ? random.pick(known) : inventPerson(random, random.int(10, 99));
  const { firstName, lastName, email, phone, address, postcode } = person;
  const refused = random.chance(0.015);
  const again = !refused && random.chance(0.02);
  return {
    ...{ firstName, lastName, email, phone, address, postcode, createdAt },
    id: idMadeAt(createdAt, random),
    deliveredAt: refused ? null : new Date(createdAt.getTime() + random.int(900, 6000)),
    problem: refused ? 'REFUSED' : null,
    sentAgainAt: again ? new Date(createdAt.getTime() + random.int(60, 2000) * MINUTE) : null,
  };
}
