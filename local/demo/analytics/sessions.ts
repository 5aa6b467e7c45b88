import type { TrackingEvent } from '../../../src/services/analytics/store-events.ts';
import type { DemoBooking } from '../bookings.ts';
import { createIdAt } from '../create-id-at.ts';
import type { Random } from '../random.ts';
import { pickSource, type Source } from './traffic.ts';

/** The catalogue and blog pages that visitors look at. */
export type DemoPages = { products: { id: string; slug: string; category: string }[]; posts: string[] };

type Moment = { type: string; page: string; properties?: Record<string, unknown> };

const SITE = 'https://www.lomashwood.co.uk';
const MINUTE_MS = 60_000;

/** A session without a booking or an order: pages, products, and sometimes the basket or the first steps of a booking. */
export function browse(random: Random, pages: DemoPages): Moment[] {
  const moments: Moment[] = [pickLanding(random, pages)];
  const length = random.chance(0.42) ? 0 : random.int(1, 5);
  for (let i = 0; i < length; i++) moments.push(...browsePages(random, pages));
  if (random.chance(0.05)) moments.push({ type: 'add_to_basket', page: '/basket' });
  if (random.chance(0.09)) moments.push(...towardsBooking(random.pick([1, 1, 1, 2, 2, 3])));
  return moments;
}

/** A session that leads to a booking. */
export const bookingSession = (random: Random, pages: DemoPages): Moment[] => [
  pickLanding(random, pages),
  ...browsePages(random, pages),
  ...towardsBooking(3),
];

/** A session that leads to the checkout. */
export const shoppingSession = (random: Random, pages: DemoPages): Moment[] => [
  pickLanding(random, pages),
  ...viewProduct(random.pick(pages.products)),
  { type: 'add_to_basket', page: '/basket' },
];

const pickLanding = (random: Random, { posts, products }: DemoPages): Moment => {
  const chance = random.next();
  if (chance < 0.45) return { type: 'page_view', page: '/' };
  if (chance < 0.62) return { type: 'page_view', page: random.pick(['/kitchens', '/bedrooms']) };
  if (chance < 0.75 && posts.length > 0) return { type: 'page_view', page: `/blog/${random.pick(posts)}` };
  return products.length > 0
    ? (viewProduct(random.pick(products))[0] as Moment)
    : { type: 'page_view', page: '/showrooms' };
};

function browsePages(random: Random, { products }: DemoPages): Moment[] {
  if (products.length > 0 && random.chance(0.6)) return viewProduct(random.pick(products));
  return [
    { type: 'page_view', page: random.pick(['/kitchens', '/bedrooms', '/showrooms', '/about', '/brochure', '/blog']) },
  ];
}

const viewProduct = ({ id, slug, category }: DemoPages['products'][number]): Moment[] => [
  { type: 'page_view', page: `/products/${slug}` },
  { type: 'product_viewed', page: `/products/${slug}`, properties: { productId: id, category } },
];

const towardsBooking = (steps: number): Moment[] =>
  [
    { type: 'page_view', page: '/appointments' },
    { type: 'booking_started', page: '/appointments/book' },
    { type: 'slot_selected', page: '/appointments/book' },
  ].slice(0, steps);

type Session = { startsAt: Date; userId: string | null; moments: Moment[] };

/** The events of a session, as the website would have sent them. */
export function toTrackingEvents(random: Random, { startsAt, userId, moments }: Session): TrackingEvent[] {
  const source: Source = pickSource(random);
  const sessionId = createIdAt(startsAt, random);
  const isBot = userId === null && random.chance(0.03);
  let at = startsAt.getTime();
  return moments.map(({ type, page, properties = {} }, i) => {
    const first = i === 0;
    const occurredAt = new Date(at).toISOString();
    const id = createIdAt(new Date(at), random);
    if (moments[i + 1]?.type !== 'product_viewed') at += random.int(MINUTE_MS / 6, 2 * MINUTE_MS);
    return {
      ...{ id, type, category: null, properties, sessionId, userId, isBot, occurredAt, receivedAt: occurredAt },
      pageUrl: SITE + page,
      referrer: first ? source.referrer : SITE,
      utm: first ? source.utm : {},
      ipPrefix: null,
    };
  });
}

/** The event that the site itself records when a booking is created. */
export const bookedEvent = (random: Random, booking: DemoBooking): TrackingEvent => ({
  id: createIdAt(booking.createdAt, random),
  ...{ type: 'booking_created', category: 'appointment', sessionId: null, userId: booking.customerId },
  properties: {
    ...{ bookingId: booking.id, type: booking.type, forKitchen: booking.forKitchen, forBedroom: booking.forBedroom },
  },
  ...{ pageUrl: null, referrer: null, utm: {}, isBot: false, ipPrefix: null },
  occurredAt: booking.createdAt.toISOString(),
  receivedAt: booking.createdAt.toISOString(),
});
