import { sql } from '@payloadcms/db-postgres';
import type { PayloadRequest } from 'payload';
import { transactionOf } from '../../../src/database/transaction.ts';
import { toLondon } from '../../../src/lib/dates.ts';
import { insertEvents, type TrackingEvent } from '../../../src/services/analytics/store-events.ts';
import type { DemoBooking } from '../bookings.ts';
import { type Random, seededRandom } from '../random.ts';
import { purchaseEvents, readPurchases } from './purchases.ts';
import { bookedEvent, bookingSession, browse, type DemoPages, toTrackingEvents } from './sessions.ts';
import { countVisitors, pickHour } from './traffic.ts';

/** A separate seed, so that a change of the analytics events leaves the rest of the demo data unchanged. */
const SEED = 20_261_125;
const MINUTE_MS = 60_000;
const BATCH_SIZE = 5000;

type Year = { bookings: DemoBooking[]; days: number; now: Date };

/**
 * Stores a year of analytics events, including the sessions that led to the `bookings` and the orders. @returns the
 * number of events.
 */
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
  for (let from = 0; from < events.length; from += BATCH_SIZE)
    await insertEvents(req, events.slice(from, from + BATCH_SIZE));
  return events.length;
}

/**
 * The events of bookings. A booking with a customer was made on the website: it has the events of the visitor's session and the
 * event `booking_created`, which the site records. A booking without a customer was made by staff on the phone: it has only
 * `booking_created`.
 */
const bookingEvents = (random: Random, bookings: DemoBooking[], pages: DemoPages): TrackingEvent[] =>
  bookings.flatMap((booking) => {
    if (!booking.customerId) return [bookedEvent(random, booking)];
    const moments = bookingSession(random, pages);
    const startsAt = new Date(booking.createdAt.getTime() - (moments.length + 1) * 2 * MINUTE_MS);
    return [
      ...toTrackingEvents(random, { startsAt, userId: booking.customerId, moments }),
      bookedEvent(random, booking),
    ];
  });

function visitors(random: Random, pages: DemoPages, days: number, now: Date): TrackingEvent[] {
  const today = toLondon(now).startOf('day');
  return Array.from({ length: days + 1 }, (_, daysAgo) => today.minus({ days: daysAgo })).flatMap((day, daysAgo) =>
    Array.from({ length: countVisitors(random, day.toJSDate(), daysAgo) }, () => {
      const startsAt = day.plus({ hours: pickHour(random), minutes: random.int(0, 59) }).toJSDate();
      return toTrackingEvents(random, { startsAt, userId: null, moments: browse(random, pages) });
    }).flat(),
  );
}

async function readPages(req: PayloadRequest): Promise<DemoPages> {
  const tx = await transactionOf(req);
  const products = await tx.execute<DemoPages['products'][number]>(
    sql`SELECT id, slug, category::text AS category FROM products WHERE _status = 'published' ORDER BY slug`,
  );
  const posts = await tx.execute<{ slug: string }>(
    sql`SELECT slug FROM blogs WHERE _status = 'published' ORDER BY slug`,
  );
  return { products: products.rows, posts: posts.rows.map(({ slug }) => slug) };
}
