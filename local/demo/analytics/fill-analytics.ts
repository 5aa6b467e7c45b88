import { sql } from '@payloadcms/db-postgres';
import type { PayloadRequest } from 'payload';
import { sessionOf } from '../../../src/database/transaction.ts';
import { recordEvents } from '../../../src/services/analytics/record-events.ts';
import type { TrackingEvent } from '../../../src/services/analytics/tracking-event.ts';
import { inLondon } from '../../../src/services/london.ts';
import type { DemoBooking } from '../bookings.ts';
import { type Random, seededRandom } from '../random.ts';
import { purchaseEvents, readPurchases } from './purchases.ts';
import { hourOf, visitorsOn } from './traffic.ts';
import { bookedEvent, bookingVisit, browse, type DemoPages, eventsOf } from './visits.ts';

/** Its own: what else the demo invents stays the same whatever visitors do. */
const SEED = 20_261_125;
const MINUTE = 60_000;
const BATCH = 5000;

type Year = { bookings: DemoBooking[]; days: number; now: Date };

/** Stores a year of visits of the website, those that led to the `bookings` and the orders among them. @returns how many events. */
export async function fillAnalytics(req: PayloadRequest, { bookings, days, now }: Year): Promise<number> {
  const random = seededRandom(SEED);
  const pages = await readPages(req);
  const purchases = await readPurchases(req);
  const events = [
    ...bookingEvents(random, bookings, pages),
    ...purchases.flatMap((purchase) => purchaseEvents(random, purchase, pages)),
    ...visitors(random, pages, days, now),
  ]
    .filter(({ occurredAt }) => Date.parse(occurredAt) <= now.getTime())
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  for (let from = 0; from < events.length; from += BATCH) await recordEvents(req, events.slice(from, from + BATCH));
  return events.length;
}

/** Customers book on the website; what has none was booked by staff on the phone, and leaves only its record. */
const bookingEvents = (random: Random, bookings: DemoBooking[], pages: DemoPages): TrackingEvent[] =>
  bookings.flatMap((booking) => {
    if (!booking.customerId) return [bookedEvent(random, booking)];
    const moments = bookingVisit(random, pages);
    const startsAt = new Date(booking.createdAt.getTime() - (moments.length + 1) * 2 * MINUTE);
    return [...eventsOf(random, { startsAt, userId: booking.customerId, moments }), bookedEvent(random, booking)];
  });

function visitors(random: Random, pages: DemoPages, days: number, now: Date): TrackingEvent[] {
  const today = inLondon(now).startOf('day');
  return Array.from({ length: days + 1 }, (_, daysAgo) => today.minus({ days: daysAgo })).flatMap((day, daysAgo) =>
    Array.from({ length: visitorsOn(random, day.toJSDate(), daysAgo) }, () => {
      const startsAt = day.plus({ hours: hourOf(random), minutes: random.int(0, 59) }).toJSDate();
      return eventsOf(random, { startsAt, userId: null, moments: browse(random, pages) });
    }).flat(),
  );
}

async function readPages(req: PayloadRequest): Promise<DemoPages> {
  const tx = await sessionOf(req);
  const products = await tx.execute<DemoPages['products'][number]>(
    sql`SELECT id, slug, category::text AS category FROM products WHERE _status = 'published' ORDER BY slug`,
  );
  const posts = await tx.execute<{ slug: string }>(
    sql`SELECT slug FROM blogs WHERE _status = 'published' ORDER BY slug`,
  );
  return { products: products.rows, posts: posts.rows.map(({ slug }) => slug) };
}
