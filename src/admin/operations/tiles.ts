import type { Overview } from '../../services/operations/overview.ts';
import { brochureRequestLists } from '../lists/brochure-lists.ts';
import { postLists } from '../lists/post-lists.ts';
import { listQuery, queryNamed } from '../lists/ready-list.ts';
import type { Tone } from '../pill.tsx';
import type { DeskText } from '../strings/desk-text.ts';

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
export function tilesOf(text: DeskText, state: Overview, admin: string): TileProps[] {
  return [
    outboxTile(text, state, admin),
    jobsTile(text, state),
    stripeTile(text, state),
    refusedEventsTile(text, state, admin),
    brochuresTile(text, state, admin),
    tasksTile(text, state),
    postsTile(text, state, admin),
  ];
}

function outboxTile(text: DeskText, { outbox: { events, seconds } }: Overview, admin: string): TileProps {
  const query = listQuery('timestamp', [['dispatchedAt', 'exists', 'false']]);
  const late = seconds > LATE;
  return {
    label: text('operations:outbox'),
    value: events === 0 ? text('operations:empty') : text('operations:outboxOf', { events, age: age(text, seconds) }),
    note: text(late ? 'operations:outboxLate' : 'operations:outboxNote'),
    tone: late ? 'red' : 'green',
    href: `${admin}/collections/domain-events?${query}`,
  };
}

function jobsTile(text: DeskText, { jobs }: Overview): TileProps {
  const common = { label: text('operations:deadJobs'), href: '#dead-jobs' };
  if (!jobs) return { ...common, value: '?', note: text('operations:redisAway'), tone: 'red' };
  return {
    ...common,
    value: String(jobs.count),
    note: text('operations:gaveUp'),
    tone: jobs.count > 0 ? 'red' : 'green',
  };
}

function stripeTile(text: DeskText, { stripeEvents: { length } }: Overview): TileProps {
  return {
    label: text('operations:stripeRefused'),
    value: String(length),
    note: text('operations:stripeNote'),
    tone: length > 0 ? 'red' : 'green',
    href: '#stripe-events',
  };
}

function refusedEventsTile(text: DeskText, { refusedEvents }: Overview, admin: string): TileProps {
  return {
    label: text('operations:analyticsRefused'),
    value: String(refusedEvents),
    note: text('operations:analyticsNote'),
    tone: refusedEvents > 0 ? 'amber' : 'green',
    href: `${admin}/collections/refused-events`,
  };
}

function brochuresTile(text: DeskText, { brochures }: Overview, admin: string): TileProps {
  const count = brochures.reduce((sum, { count }) => sum + count, 0);
  const query = queryNamed(brochureRequestLists(new Date()), 'waitingForBrochure');
  return {
    label: text('operations:brochuresWaiting'),
    value: String(count),
    note: text('operations:brochuresNote'),
    tone: count > 0 ? 'amber' : 'green',
    href: `${admin}/collections/brochure-requests?${query}`,
  };
}

function tasksTile(text: DeskText, { tasks }: Overview): TileProps {
  const failing = tasks.filter(({ open }) => open?.error).length;
  return {
    label: text('operations:tasks'),
    value: failing > 0 ? text('operations:failing', { count: failing }) : text('operations:upToDate'),
    note: text('operations:tasksNote'),
    tone: failing > 0 ? 'red' : 'green',
    href: '#tasks',
  };
}

function postsTile(text: DeskText, { failedPosts }: Overview, admin: string): TileProps {
  const query = queryNamed(postLists(), 'drafts');
  return {
    label: text('operations:postsFailed'),
    value: String(failedPosts),
    note: text('operations:postsNote'),
    tone: failedPosts > 0 ? 'red' : 'green',
    href: `${admin}/collections/blogs?${query}`,
  };
}

/** "12 s", "5 min", "3 h". */
function age(text: DeskText, seconds: number): string {
  if (seconds < 60) return text('operations:seconds', { count: Math.round(seconds) });
  if (seconds < 3600) return text('operations:minutes', { count: Math.round(seconds / 60) });
  return text('operations:hours', { count: Math.round(seconds / 3600) });
}
