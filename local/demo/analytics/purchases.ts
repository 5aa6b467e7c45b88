import type { TrackingEvent } from '../../../src/services/analytics/tracking-event.ts';
import type { DemoCustomer } from '../customers.ts';
import { idMadeAt } from '../ids.ts';
import type { Random } from '../random.ts';
import { type DemoPages, eventsOf, shoppingVisit } from './visits.ts';

const MINUTE = 60_000;
const PER_CUSTOMER = 0.9;
const POUND = 100;

/** Customers who go to the checkout some weeks after they have registered; most of them pay. */
export function purchases(random: Random, customers: DemoCustomer[], pages: DemoPages, now: Date): TrackingEvent[] {
  return customers
    .filter(() => random.chance(PER_CUSTOMER))
    .flatMap(({ id: userId, createdAt }) => {
      const startsAt = new Date(createdAt.getTime() + random.next() * (now.getTime() - createdAt.getTime()));
      startsAt.setUTCHours(random.int(9, 20));
      const moments = shoppingVisit(random, pages);
      const ordered = new Date(startsAt.getTime() + 2 * MINUTE * (moments.length + 1));
      const paid = new Date(ordered.getTime() + random.int(1, 20) * MINUTE);
      const amount = POUND * random.int(450, 9000);
      return [
        ...eventsOf(random, { startsAt, userId, moments }),
        soldEvent(random, 'checkout_started', userId, ordered, { total: amount }),
        ...(random.chance(0.8) ? [soldEvent(random, 'conversion', userId, paid, { amount, currency: 'GBP' })] : []),
      ];
    });
}

/** The record that this site makes of an order or a payment. */
function soldEvent(random: Random, type: string, userId: string, at: Date, properties: object): TrackingEvent {
  const occurredAt = at.toISOString();
  return {
    ...{ id: idMadeAt(at, random), type, category: 'commerce', properties: { ...properties }, sessionId: null, userId },
    ...{ pageUrl: null, referrer: null, utm: {}, isBot: false, ipPrefix: null, occurredAt, receivedAt: occurredAt },
  };
}
