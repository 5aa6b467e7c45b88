import type { HomeFigures } from '../../services/desk/home-figures.ts';
import { formatPence } from '../../services/sales/money.ts';
import { bookingLists } from '../lists/booking-lists.ts';
import { brochureRequestLists } from '../lists/brochure-lists.ts';
import { mediaLists } from '../lists/media-lists.ts';
import { postLists } from '../lists/post-lists.ts';
import { productLists } from '../lists/product-lists.ts';
import { type ReadyList, readyList } from '../lists/ready-list.ts';
import { orderLists, paymentLists } from '../lists/sales-lists.ts';
import { londonMoment } from '../london-format.ts';
import type { Tone } from '../pill.tsx';

/** A figure of the first page. */
export type Figure = {
  label: string;
  value: string;
  note: string;
  /** Above all that is well: amber and red want somebody. */
  tone?: Extract<Tone, 'amber' | 'red'> | undefined;
  /** The list behind it, below the route of the admin UI. */
  path: string;
  /** The last weeks, for a small chart. */
  trend?: number[];
};

/** An outbox that has waited so long waits for something that is away. */
const LATE_SECONDS = 60;

const list = (collection: string, lists: ReadyList[], label: string) =>
  `/collections/${collection}?${lists.find((one) => one.label === label)?.query}`;

/** The address has room for so many ids. */
const MOST_IDS = 40;

const scheduledPosts = (ids: string[]) =>
  `/collections/blogs?${readyList('', '-updatedAt', [['id', 'in', ids.slice(0, MOST_IDS).join(',')]]).query}`;

/** The figures of each part, in the order of the page. */
export const FIGURES: { [P in keyof HomeFigures]: (of: HomeFigures[P]) => Figure[] } = {
  appointments: ({ today, week, toConfirm }) => [
    {
      label: 'Visits today',
      value: String(today),
      note: today === 0 ? 'Nobody comes' : 'all types',
      path: '/calendar?view=day',
    },
    { label: 'Visits this week', value: String(week), note: 'Monday to Sunday', path: '/calendar' },
    {
      ...{ label: 'To confirm', value: String(toConfirm), tone: toConfirm > 0 ? 'amber' : undefined },
      note: toConfirm > 0 ? 'customers wait for an answer' : 'Everything is confirmed',
      path: list('bookings', bookingLists(new Date()), 'To confirm'),
    },
  ],
  brochures: ({ recent, undelivered }) => [
    {
      ...{ label: 'Brochure requests', value: String(recent), tone: undelivered > 0 ? 'amber' : undefined },
      note: undelivered > 0 ? `in 7 days; ${undelivered} not delivered` : 'in 7 days, all delivered',
      path: list('brochure-requests', brochureRequestLists(), undelivered > 0 ? 'Not delivered' : 'Newest'),
    },
  ],
  sales: ({ recent, before, weeks, failedPayments }) => [
    {
      ...{ label: 'Revenue', value: shortPounds(recent.revenue), trend: weeks },
      note: `30 days, ${change(recent.revenue, before.revenue)}`,
      path: list('orders', orderLists(), 'Paid'),
    },
    {
      ...{ label: 'Orders paid', value: String(recent.orders) },
      note: `30 days, ${change(recent.orders, before.orders)}`,
      path: list('orders', orderLists(), 'Paid'),
    },
    {
      ...{ label: 'Failed payments', value: String(failedPayments), tone: failedPayments > 0 ? 'amber' : undefined },
      note: failedPayments > 0 ? 'the customer may try again' : 'None',
      path: list('payments', paymentLists(), 'Failed'),
    },
  ],
  posts: ({ scheduled, nextAt, drafts }) => [
    {
      ...{ label: 'Posts scheduled', value: String(scheduled.length) },
      note: nextAt ? `next ${londonMoment(nextAt)}` : 'Schedule one from a draft',
      path: scheduled.length > 0 ? scheduledPosts(scheduled) : list('blogs', postLists(), 'Drafts'),
    },
    { label: 'Drafts', value: String(drafts), note: 'posts that wait', path: list('blogs', postLists(), 'Drafts') },
  ],
  stock: ({ low, out }) => [
    {
      ...{ label: 'Low stock', value: String(low), tone: low > 0 ? 'amber' : undefined },
      note: out > 0 ? `${out} more are out of stock` : 'products, none is sold out',
      path: list('products', productLists(), low === 0 && out > 0 ? 'Out of stock' : 'Low stock'),
    },
  ],
  gaps: ({ pictureless, wordless }) => [
    {
      ...{ label: 'Without pictures', value: String(pictureless), tone: pictureless > 0 ? 'amber' : undefined },
      note: pictureless > 0 ? 'products nobody can see' : 'Every product has one',
      path: list('products', productLists(), 'Without pictures'),
    },
    {
      ...{ label: 'Without description', value: String(wordless), tone: wordless > 0 ? 'amber' : undefined },
      note: wordless > 0 ? 'products with an empty page' : 'Every product has one',
      path: list('products', productLists(), 'Without description'),
    },
  ],
  media: ({ altless }) => [
    {
      ...{ label: 'Without alt text', value: String(altless), tone: altless > 0 ? 'amber' : undefined },
      note: altless > 0 ? 'photos that some people cannot see' : 'Every photo has one',
      path: list('media', mediaLists(), 'Without alt text'),
    },
  ],
  outbox: ({ events, seconds }) => [
    {
      ...{ label: 'Queue', value: events === 0 ? 'Empty' : `${events} wait` },
      tone: seconds > LATE_SECONDS ? 'red' : undefined,
      note: seconds > LATE_SECONDS ? 'Does a worker run, and reach Redis?' : 'events on their way',
      path: '/operations',
    },
  ],
};

/** Jobs that have given up are counted by Redis, which may be away; null then. */
export const deadJobsFigure = (count: number | null): Figure => ({
  ...{ label: 'Dead jobs', value: count === null ? '?' : String(count), path: '/operations#dead-jobs' },
  tone: count === 0 ? undefined : 'red',
  note: count === null ? 'Redis is away' : count === 0 ? 'None has given up' : 'have given up',
});

/** Webhooks are told of beside the queue, to admins alone. */
export const webhookFigure = ({ refusedEvents }: HomeFigures['sales']): Figure => ({
  ...{ label: 'Webhooks', value: refusedEvents === 0 ? 'Well' : String(refusedEvents) },
  tone: refusedEvents > 0 ? 'red' : undefined,
  note: refusedEvents > 0 ? 'events of Stripe about money that no order waits for' : 'Stripe, 7 days',
  path: '/operations#stripe-events',
});

/** "12 % more than before". */
function change(now: number, before: number): string {
  if (before === 0) return now === 0 ? 'as before' : 'none before';
  const percent = Math.round((100 * (now - before)) / before);
  if (percent === 0) return 'as before';
  return `${Math.abs(percent)} % ${percent > 0 ? 'more' : 'less'} than before`;
}

const shortPounds = (pence: number) => formatPence(Math.round(pence / 100) * 100).replace(/\.00$/, '');
