import type { Overview } from '../../services/operations/overview.ts';
import { brochureRequestLists } from '../lists/brochure-lists.ts';
import { readyList } from '../lists/ready-list.ts';
import type { Tone } from '../pill.tsx';

export type TileProps = {
  label: string;
  value: string;
  note: string;
  tone: Extract<Tone, 'green' | 'amber' | 'red'>;
  /** The list behind the number; on this page when it begins with #. */
  href: string;
};

/** An outbox that waits for so many seconds waits for something that is away. */
const LATE = 60;

/** The figures of the page, each with the list that it counts. */
export function tilesOf(state: Overview, admin: string): TileProps[] {
  return [
    outboxTile(state, admin),
    jobsTile(state),
    stripeTile(state),
    refusedEventsTile(state, admin),
    brochuresTile(state, admin),
    tasksTile(state),
    postsTile(state, admin),
  ];
}

function outboxTile({ outbox: { events, seconds } }: Overview, admin: string): TileProps {
  const { query } = readyList('Waiting', 'timestamp', [['dispatchedAt', 'exists', 'false']]);
  const late = seconds > LATE;
  return {
    label: 'Outbox',
    value: events === 0 ? 'Empty' : `${events} · ${duration(seconds)}`,
    note: late ? 'Does a worker run, and reach Redis?' : 'events that wait, age of the oldest',
    tone: late ? 'red' : 'green',
    href: `${admin}/collections/domain-events?${query}`,
  };
}

function jobsTile({ jobs }: Overview): TileProps {
  const common = { label: 'Dead jobs', href: '#dead-jobs' };
  if (!jobs) return { ...common, value: '?', note: 'Redis is away.', tone: 'red' };
  return { ...common, value: String(jobs.count), note: 'have given up', tone: jobs.count > 0 ? 'red' : 'green' };
}

function stripeTile({ stripeEvents: { length } }: Overview): TileProps {
  return {
    label: 'Stripe events refused',
    value: String(length),
    note: 'in 7 days, about money that no order waits for',
    tone: length > 0 ? 'red' : 'green',
    href: '#stripe-events',
  };
}

function refusedEventsTile({ refusedEvents }: Overview, admin: string): TileProps {
  return {
    label: 'Analytics events refused',
    value: String(refusedEvents),
    note: 'accepted, and not fit to be stored',
    tone: refusedEvents > 0 ? 'amber' : 'green',
    href: `${admin}/collections/refused-events`,
  };
}

function brochuresTile({ brochures }: Overview, admin: string): TileProps {
  const count = brochures.reduce((sum, { count }) => sum + count, 0);
  const list = brochureRequestLists().find(({ label }) => label === 'Waiting for a brochure');
  return {
    label: 'Brochures waiting',
    value: String(count),
    note: 'for an editor to upload one',
    tone: count > 0 ? 'amber' : 'green',
    href: `${admin}/collections/brochure-requests?${list?.query}`,
  };
}

function tasksTile({ tasks }: Overview): TileProps {
  const failing = tasks.filter(({ open }) => open?.error).length;
  return {
    label: 'CDN and sitemap',
    value: failing > 0 ? `${failing} failing` : 'Up to date',
    note: 'what follows a change of the website',
    tone: failing > 0 ? 'red' : 'green',
    href: '#tasks',
  };
}

function postsTile({ failedPosts }: Overview, admin: string): TileProps {
  const { query } = readyList('Drafts', '-updatedAt', [['_status', 'equals', 'draft']]);
  return {
    label: 'Scheduled posts failed',
    value: String(failedPosts),
    note: 'each says why on its page',
    tone: failedPosts > 0 ? 'red' : 'green',
    href: `${admin}/collections/blogs?${query}`,
  };
}

/** "12 s", "5 min", "3 h". */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
