import type { TrackingEvent } from '../../../src/services/analytics/tracking-event.ts';
import type { DemoBooking } from '../bookings.ts';
import { idMadeAt } from '../ids.ts';
import type { Random } from '../random.ts';
import { type Source, sourceOf } from './traffic.ts';

/** What of the catalogue and the blog is looked at. */
export type DemoPages = { products: { id: string; slug: string; category: string }[]; posts: string[] };

type Moment = { type: string; page: string; properties?: Record<string, unknown> };

const SITE = 'https://www.lomashwood.co.uk';
const MINUTE = 60_000;

/** Browsing without a purpose: pages, products, now and then a step towards a booking or the basket. */
export function browse(random: Random, pages: DemoPages): Moment[] {
  const moments: Moment[] = [landing(random, pages)];
  const length = random.chance(0.42) ? 0 : random.int(1, 5);
  for (let i = 0; i < length; i++) moments.push(...look(random, pages));
  if (random.chance(0.05)) moments.push({ type: 'add_to_basket', page: '/basket' });
  if (random.chance(0.09)) moments.push(...towardsBooking(random.pick([1, 1, 1, 2, 2, 3])));
  return moments;
}

/** A visit that leads to a booking. */
export const bookingVisit = (random: Random, pages: DemoPages): Moment[] => [
  landing(random, pages),
  ...look(random, pages),
  ...towardsBooking(3),
];

/** A visit that leads to the checkout. */
export const shoppingVisit = (random: Random, pages: DemoPages): Moment[] => [
  landing(random, pages),
  ...viewed(random.pick(pages.products)),
  { type: 'add_to_basket', page: '/basket' },
];

const landing = (random: Random, { posts, products }: DemoPages): Moment => {
  const chance = random.next();
  if (chance < 0.45) return { type: 'page_view', page: '/' };
  if (chance < 0.62) return { type: 'page_view', page: random.pick(['/kitchens', '/bedrooms']) };
  if (chance < 0.75 && posts.length > 0) return { type: 'page_view', page: `/blog/${random.pick(posts)}` };
  return products.length > 0 ? (viewed(random.pick(products))[0] as Moment) : { type: 'page_view', page: '/showrooms' };
};

function look(random: Random, { products }: DemoPages): Moment[] {
  if (products.length > 0 && random.chance(0.6)) return viewed(random.pick(products));
  return [
    { type: 'page_view', page: random.pick(['/kitchens', '/bedrooms', '/showrooms', '/about', '/brochure', '/blog']) },
  ];
}

const viewed = ({ id, slug, category }: DemoPages['products'][number]): Moment[] => [
  { type: 'page_view', page: `/products/${slug}` },
  { type: 'product_viewed', page: `/products/${slug}`, properties: { productId: id, category } },
];

const towardsBooking = (steps: number): Moment[] =>
  [
    { type: 'page_view', page: '/appointments' },
    { type: 'booking_started', page: '/appointments/book' },
    { type: 'slot_selected', page: '/appointments/book' },
  ].slice(0, steps);

type Visit = { startsAt: Date; userId: string | null; moments: Moment[] };

/** The events of a visit, as the website would have sent them. */
export function eventsOf(random: Random, { startsAt, userId, moments }: Visit): TrackingEvent[] {
  const source: Source = sourceOf(random);
  const sessionId = idMadeAt(startsAt, random);
  const isBot = userId === null && random.chance(0.03);
  let at = startsAt.getTime();
  return moments.map(({ type, page, properties = {} }, i) => {
    const first = i === 0;
    const occurredAt = new Date(at).toISOString();
    const id = idMadeAt(new Date(at), random);
    if (moments[i + 1]?.type !== 'product_viewed') at += random.int(MINUTE / 6, 2 * MINUTE);
    return {
      ...{ id, type, category: null, properties, sessionId, userId, isBot, occurredAt, receivedAt: occurredAt },
      pageUrl: SITE + page,
      referrer: first ? source.referrer : SITE,
      utm: first ? source.utm : {},
      ipPrefix: null,
    };
  });
}

/** The record that this site makes of a booking when its event arrives. */
export const bookedEvent = (random: Random, booking: DemoBooking): TrackingEvent => ({
  id: idMadeAt(booking.createdAt, random),
  ...{ type: 'booking_created', category: 'appointment', sessionId: null, userId: booking.customerId },
  properties: {
    ...{ bookingId: booking.id, type: booking.type, forKitchen: booking.forKitchen, forBedroom: booking.forBedroom },
  },
  ...{ pageUrl: null, referrer: null, utm: {}, isBot: false, ipPrefix: null },
  occurredAt: booking.createdAt.toISOString(),
  receivedAt: booking.createdAt.toISOString(),
});
