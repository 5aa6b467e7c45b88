import { formatPence } from '../../lib/money.ts';
import type { DashboardCounts } from '../../services/operations/dashboard.ts';
import { findPresetQuery, type ListPreset, type PresetName, toListQuery } from '../shared/create-list-preset.ts';
import type { Tone } from '../shared/elements.tsx';
import { formatLondonDateTime } from '../shared/format.ts';
import {
  bookingPresets,
  brochureRequestPresets,
  mediaPresets,
  paymentPresets,
  postPresets,
  productPresets,
} from '../shared/preset-definitions.ts';
import type { AdminText } from '../strings/admin-text.ts';

/** A number on the dashboard. */
export type DashboardCount = {
  label: string;
  value: string;
  note: string;
  /**
   * Whether the number is a check. A check with a `tone` needs action; without a tone, all is well. Other numbers are
   * informative.
   */
  check?: true;
  /** The urgency of a check: amber and red need action. */
  tone?: Extract<Tone, 'amber' | 'red'> | undefined;
  /** The path of the list of the counted items, below the admin route. */
  path: string;
  /** The values of the last weeks, for a sparkline. */
  trend?: number[];
};

/** An event that waits longer than this in the outbox shows that no worker is running, or that none can reach Redis. */
const LATE_SECONDS = 60;

const toPresetPath = (collection: string, lists: ListPreset[], name: PresetName) =>
  `/collections/${collection}?${findPresetQuery(lists, name)}`;

/** The maximum number of ids that fit into a URL. */
const MAX_IDS = 150;

const toScheduledPostsPath = (ids: string[]) =>
  `/collections/blogs?${toListQuery('-updatedAt', [['id', 'in', ids.slice(0, MAX_IDS).join(',')]])}`;

/** Builds a check that counts tasks for staff. The check is amber if the count is above 0. */
const toActionCount = (label: string, count: number): Pick<DashboardCount, 'label' | 'value' | 'check' | 'tone'> => ({
  ...{ label, value: String(count), check: true },
  tone: count > 0 ? 'amber' : undefined,
});

/** Builds the numbers of each group. The groups are in the order in which the dashboard shows them. */
export const COUNT_BUILDERS: {
  [P in keyof DashboardCounts]: (of: DashboardCounts[P], text: AdminText) => DashboardCount[];
} = {
  appointments: ({ today, week, toConfirm }, text) => [
    {
      label: text('home:appointmentsToday'),
      value: String(today),
      note: text(today === 0 ? 'home:nobodyComes' : 'home:allTypes'),
      path: '/calendar?view=day',
    },
    {
      label: text('home:appointmentsThisWeek'),
      value: String(week),
      note: text('home:mondayToSunday'),
      path: '/calendar',
    },
    {
      ...toActionCount(text('home:toConfirm'), toConfirm),
      note: text(toConfirm > 0 ? 'home:customersWait' : 'home:allConfirmed'),
      path: toPresetPath('bookings', bookingPresets(new Date()), 'toConfirm'),
    },
  ],
  brochures: ({ recent, undelivered }, text) => [
    {
      label: text('home:brochureRequests'),
      value: String(recent),
      note: text('home:inSevenDays'),
      path: toPresetPath('brochure-requests', brochureRequestPresets(new Date()), 'lastWeek'),
    },
    {
      ...toActionCount(text('home:notDelivered'), undelivered),
      note: text(undelivered > 0 ? 'home:someUndelivered' : 'home:allDelivered'),
      path: toPresetPath('brochure-requests', brochureRequestPresets(new Date()), 'notDelivered'),
    },
  ],
  sales: ({ recent, before, weeks, failedPayments }, text) => [
    {
      ...{ label: text('home:revenue'), value: formatPence(recent.revenue), trend: weeks },
      note: text('home:compared', { change: formatChange(text, recent.revenue, before.revenue) }),
      path: toPresetPath('payments', paymentPresets(new Date()), 'paidLately'),
    },
    {
      ...{ label: text('home:ordersPaid'), value: String(recent.orders) },
      note: text('home:compared', { change: formatChange(text, recent.orders, before.orders) }),
      path: toPresetPath('payments', paymentPresets(new Date()), 'paidLately'),
    },
    {
      ...toActionCount(text('home:failedPayments'), failedPayments),
      note: text(failedPayments > 0 ? 'home:mayTryAgain' : 'home:noFailures'),
      path: toPresetPath('payments', paymentPresets(new Date()), 'failed'),
    },
  ],
  posts: ({ scheduled, nextAt, drafts }, text) => [
    {
      ...{ label: text('home:postsScheduled'), value: String(scheduled.length) },
      note: nextAt ? text('home:nextPost', { at: formatLondonDateTime(nextAt) }) : text('home:scheduleOne'),
      path: scheduled.length > 0 ? toScheduledPostsPath(scheduled) : toPresetPath('blogs', postPresets(), 'drafts'),
    },
    {
      label: text('home:drafts'),
      value: String(drafts),
      note: text('home:postsWait'),
      path: toPresetPath('blogs', postPresets(), 'drafts'),
    },
  ],
  stock: ({ low, out }, text) => [
    {
      ...toActionCount(text('home:lowStock'), low),
      note: out > 0 ? text('home:moreSoldOut', { count: out }) : text('home:noneSoldOut'),
      path: toPresetPath('products', productPresets(), 'lowStock'),
    },
  ],
  gaps: ({ pictureless, wordless }, text) => [
    {
      ...toActionCount(text('home:withoutPictures'), pictureless),
      note: text(pictureless > 0 ? 'home:nobodySees' : 'home:allHavePictures'),
      path: toPresetPath('products', productPresets(), 'withoutPictures'),
    },
    {
      ...toActionCount(text('home:withoutDescription'), wordless),
      note: text(wordless > 0 ? 'home:emptyPage' : 'home:allHaveDescriptions'),
      path: toPresetPath('products', productPresets(), 'withoutDescription'),
    },
  ],
  media: ({ altless }, text) => [
    {
      ...toActionCount(text('home:withoutAlt'), altless),
      note: text(altless > 0 ? 'home:someCannotSee' : 'home:allHaveAlt'),
      path: toPresetPath('media', mediaPresets(), 'withoutAlt'),
    },
  ],
  outbox: ({ events, seconds }, text) => [
    {
      ...{ label: text('home:queue'), value: events === 0 ? text('home:empty') : text('home:wait', { count: events }) },
      check: true,
      tone: seconds > LATE_SECONDS ? 'red' : undefined,
      note: text(seconds > LATE_SECONDS ? 'home:queueLate' : 'home:queueNote'),
      path: '/operations',
    },
  ],
};

/** Builds the check for dead jobs. `count` is null if Redis, which stores the jobs, cannot be reached. */
export const toDeadJobsCount = (count: number | null, text: AdminText): DashboardCount => ({
  ...{ label: text('home:deadJobs'), value: count === null ? '?' : String(count), path: '/operations#dead-jobs' },
  check: true,
  tone: count === 0 ? undefined : 'red',
  note: text(count === null ? 'home:redisAway' : count === 0 ? 'home:noneGaveUp' : 'home:gaveUp'),
});

/** Builds the check for refused Stripe events. Only admins see this check. */
export const toWebhookCount = ({ refusedEvents }: DashboardCounts['sales'], text: AdminText): DashboardCount => ({
  ...{ label: text('home:webhooks'), value: refusedEvents === 0 ? text('home:well') : String(refusedEvents) },
  check: true,
  tone: refusedEvents > 0 ? 'red' : undefined,
  note: text(refusedEvents > 0 ? 'home:webhooksRefused' : 'home:webhooksNote'),
  path: '/operations#stripe-events',
});

/** Splits the numbers into urgent checks (red before amber), informative numbers, and checks for which all is well. */
export function byUrgency(figures: DashboardCount[]): {
  urgent: DashboardCount[];
  informing: DashboardCount[];
  well: DashboardCount[];
} {
  const toned = (tone: DashboardCount['tone']) => figures.filter((figure) => figure.tone === tone);
  return {
    urgent: [...toned('red'), ...toned('amber')],
    informing: figures.filter(({ check, tone }) => !check && !tone),
    well: figures.filter(({ check, tone }) => check && !tone),
  };
}

/** Describes a change as "12 % more than before". */
function formatChange(text: AdminText, now: number, before: number): string {
  if (before === 0) return text(now === 0 ? 'home:asBefore' : 'home:noneBefore');
  const percent = Math.round((100 * (now - before)) / before);
  if (percent === 0) return text('home:asBefore');
  return text(percent > 0 ? 'home:more' : 'home:less', { percent: Math.abs(percent) });
}
