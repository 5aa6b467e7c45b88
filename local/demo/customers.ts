import { createIdAt } from './create-id-at.ts';
import { type DemoPerson, inventPerson } from './people.ts';
import type { Random } from './random.ts';

export type DemoCustomer = DemoPerson & {
  id: string;
  createdAt: Date;
  emailVerified: boolean;
  marketingConsent: boolean;
};

const DAY_MS = 24 * 3_600_000;
const COUNT = 240;

/** People who registered in the last 400 days, oldest first. */
export function demoCustomers(random: Random, now: Date): DemoCustomer[] {
  return Array.from({ length: COUNT }, (_, i) => {
    const spread = now.getTime() - (400 * DAY_MS * (COUNT - i)) / COUNT + random.int(0, DAY_MS);
    const createdAt = new Date(Math.min(spread, now.getTime()));
    const person = inventPerson(random, i + 1);
    return {
      ...person,
      id: createIdAt(createdAt, random),
      createdAt,
      emailVerified: random.chance(0.94),
      marketingConsent: random.chance(0.4),
    };
  });
}
