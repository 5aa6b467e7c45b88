import type { HomeFigures } from '../../services/desk/home-figures.ts';
import { formatPence } from '../../services/sales/money.ts';
import { bookingLists } from '../lists/booking-lists.ts';
import { brochureRequestLists } from '../lists/brochure-lists.ts';
import { mediaLists } from '../lists/media-lists.ts';
import { postLists } from '../lists/post-lists.ts';
import { productLists } from '../lists/product-lists.ts';
import { type ListName, listQuery, queryNamed, type ReadyList } from '../lists/ready-list.ts';
import { paymentLists } from '../lists/sales-lists.ts';
import { londonMoment } from '../london-format.ts';
import type { Tone } from '../pill.tsx';
import type { DeskText } from '../strings/desk-text.ts';

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

const list = (collection: string, lists: ReadyList[], name: ListName) =>
  `/collections/${collection}?${queryNamed(lists, name)}`;

/** The address has room for so many ids. */
const MOST_IDS = 150;

const scheduledPosts = (ids: string[]) =>
  `/collections/blogs?${listQuery('-updatedAt', [['id', 'in', ids.slice(0, MOST_IDS).join(',')]])}`;

/** Counts what somebody should see to: amber until there is none. */
const toDo = (label: string, count: number): Pick<Figure, 'label' | 'value' | 'tone'> => ({
  ...{ label, value: String(count) },
  tone: count > 0 ? 'amber' : undefined,
});

/** The figures of each part, in the order of the page. */
export const FIGURES: { [P in keyof HomeFigures]: (of: HomeFigures[P], text: DeskText) => Figure[] } = {
  appointments: ({ today, week, toConfirm }, text) => [
    {
      label: text('home:visitsToday'),
      value: String(today),
      note: text(today === 0 ? 'home:nobodyComes' : 'home:allTypes'),
      path: '/calendar?view=day',
    },
    { label: text('home:visitsThisWeek'), value: String(week), note: text('home:mondayToSunday'), path: '/calendar' },
    {
      ...toDo(text('home:toConfirm'), toConfirm),
      note: text(toConfirm > 0 ? 'home:customersWait' : 'home:allConfirmed'),
      path: list('bookings', bookingLists(new Date()), 'toConfirm'),
    },
  ],
  brochures: ({ recent, undelivered }, text) => [
    {
      label: text('home:brochureRequests'),
      value: String(recent),
      note: text('home:inSevenDays'),
      path: list('brochure-requests', brochureRequestLists(new Date()), 'lastWeek'),
    },
    {
      ...toDo(text('home:notDelivered'), undelivered),
      note: text(undelivered > 0 ? 'home:someUndelivered' : 'home:allDelivered'),
      path: list('brochure-requests', brochureRequestLists(new Date()), 'notDelivered'),
    },
  ],
  sales: ({ recent, before, weeks, failedPayments }, text) => [
    {
      ...{ label: text('home:revenue'), value: shortPounds(recent.revenue), trend: weeks },
      note: text('home:compared', { change: change(text, recent.revenue, before.revenue) }),
      path: list('payments', paymentLists(new Date()), 'paidLately'),
    },
    {
      ...{ label: text('home:ordersPaid'), value: String(recent.orders) },
      note: text('home:compared', { change: change(text, recent.orders, before.orders) }),
      path: list('payments', paymentLists(new Date()), 'paidLately'),
    },
    {
      ...toDo(text('home:failedPayments'), failedPayments),
      note: text(failedPayments > 0 ? 'home:mayTryAgain' : 'home:noFailures'),
      path: list('payments', paymentLists(new Date()), 'failed'),
    },
  ],
  posts: ({ scheduled, nextAt, drafts }, text) => [
    {
      ...{ label: text('home:postsScheduled'), value: String(scheduled.length) },
      note: nextAt ? text('home:nextPost', { at: londonMoment(nextAt) }) : text('home:scheduleOne'),
      path: scheduled.length > 0 ? scheduledPosts(scheduled) : list('blogs', postLists(), 'drafts'),
    },
    {
      label: text('home:drafts'),
      value: String(drafts),
      note: text('home:postsWait'),
      path: list('blogs', postLists(), 'drafts'),
    },
  ],
  stock: ({ low, out }, text) => [
    {
      ...toDo(text('home:lowStock'), low),
      note: out > 0 ? text('home:moreSoldOut', { count: out }) : text('home:noneSoldOut'),
      path: list('products', productLists(), 'lowStock'),
    },
  ],
  gaps: ({ pictureless, wordless }, text) => [
    {
      ...toDo(text('home:withoutPictures'), pictureless),
      note: text(pictureless > 0 ? 'home:nobodySees' : 'home:allHavePictures'),
      path: list('products', productLists(), 'withoutPictures'),
    },
    {
      ...toDo(text('home:withoutDescription'), wordless),
      note: text(wordless > 0 ? 'home:emptyPage' : 'home:allHavePictures'),
      path: list('products', productLists(), 'withoutDescription'),
    },
  ],
  media: ({ altless }, text) => [
    {
      ...toDo(text('home:withoutAlt'), altless),
      note: text(altless > 0 ? 'home:someCannotSee' : 'home:allHaveAlt'),
      path: list('media', mediaLists(), 'withoutAlt'),
    },
  ],
  outbox: ({ events, seconds }, text) => [
    {
      ...{ label: text('home:queue'), value: events === 0 ? text('home:empty') : text('home:wait', { count: events }) },
      tone: seconds > LATE_SECONDS ? 'red' : undefined,
      note: text(seconds > LATE_SECONDS ? 'home:queueLate' : 'home:queueNote'),
      path: '/operations',
    },
  ],
};

/** Jobs that have given up are counted by Redis, which may be away; null then. */
export const deadJobsFigure = (count: number | null, text: DeskText): Figure => ({
  ...{ label: text('home:deadJobs'), value: count === null ? '?' : String(count), path: '/operations#dead-jobs' },
  tone: count === 0 ? undefined : 'red',
  note: text(count === null ? 'home:redisAway' : count === 0 ? 'home:noneGaveUp' : 'home:gaveUp'),
});

/** Webhooks are told of beside the queue, to admins alone. */
export const webhookFigure = ({ refusedEvents }: HomeFigures['sales'], text: DeskText): Figure => ({
  ...{ label: text('home:webhooks'), value: refusedEvents === 0 ? text('home:well') : String(refusedEvents) },
  tone: refusedEvents > 0 ? 'red' : undefined,
  note: text(refusedEvents > 0 ? 'home:webhooksRefused' : 'home:webhooksNote'),
  path: '/operations#stripe-events',
});

/** "12 % more than before". */
function change(text: DeskText, now: number, before: number): string {
  if (before === 0) return text(now === 0 ? 'home:asBefore' : 'home:noneBefore');
  const percent = Math.round((100 * (now - before)) / before);
  if (percent === 0) return text('home:asBefore');
  return text(percent > 0 ? 'home:more' : 'home:less', { percent: Math.abs(percent) });
}

const shortPounds = (pence: number) => formatPence(Math.round(pence / 100) * 100).replace(/\.00$/, '');
