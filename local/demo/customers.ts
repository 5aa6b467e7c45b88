import { idMadeAt } from './ids.ts';
import { inventPerson, type Person } from './people.ts';
import type { Random } from './random.ts';

export type DemoCustomer = Person & { id: string; createdAt: Date; emailVerified: boolean; marketingConsent: boolean };

const DAY = 24 * 3_600_000;
const COUNT = 240;

/** People who registered in the last 400 days, the longest known first. */
export function demoCustomers(random: Random, now: Date): DemoCustomer[] {
  return Array.from({ length: COUNT }, (_, i) => {
    const spread = now.getTime() - (400 * DAY * (COUNT - i)) / COUNT + random.int(0, DAY);
    const createdAt = new Date(Math.min(spread, now.getTime()));
    const person = inventPerson(random, i + 1);
    return {
      ...person,
      id: idMadeAt(createdAt, random),
      createdAt,
      emailVerified: random.chance(0.94),
      marketingConsent: random.chance(0.4),
    };
  });
}
