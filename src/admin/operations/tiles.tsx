import { Link } from '@payloadcms/ui';
import type { Overview } from '../../services/operations/dashboard.ts';
import { findPresetQuery, toListQuery } from '../shared/create-list-preset.ts';
import type { Tone } from '../shared/elements.tsx';
import { brochureRequestPresets, postPresets } from '../shared/preset-definitions.ts';
import type { AdminText } from '../strings/admin-text.ts';
import styles from './operations.module.css';

export type TileProps = {
  label: string;
  value: string;
  note: string;
  tone: Extract<Tone, 'green' | 'amber' | 'red'>;
  /** The URL of the list of the counted items; a fragment such as `#tasks` for a list on the same page. */
  href: string;
};

/** If an event waits longer than this in the outbox, no worker is running, or no worker can reach Redis. */
const LATE_SECONDS = 60;

/** The tiles of the operations page, each with a link to its list. */
export function createTiles(text: AdminText, state: Overview, admin: string): TileProps[] {
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

function outboxTile(text: AdminText, { outbox: { events, seconds } }: Overview, admin: string): TileProps {
  const query = toListQuery('timestamp', [['dispatchedAt', 'exists', 'false']]);
  const late = seconds > LATE_SECONDS;
  return {
    label: text('operations:outbox'),
    value:
      events === 0 ? text('operations:empty') : text('operations:outboxOf', { events, age: formatAge(text, seconds) }),
    note: text(late ? 'operations:outboxLate' : 'operations:outboxNote'),
    tone: late ? 'red' : 'green',
    href: `${admin}/collections/domain-events?${query}`,
  };
}

function jobsTile(text: AdminText, { jobs }: Overview): TileProps {
  const common = { label: text('operations:deadJobs'), href: '#dead-jobs' };
  if (!jobs) return { ...common, value: '?', note: text('operations:redisAway'), tone: 'red' };
  return {
    ...common,
    value: String(jobs.count),
    note: text('operations:gaveUp'),
    tone: jobs.count > 0 ? 'red' : 'green',
  };
}

function stripeTile(text: AdminText, { stripeEvents: { length } }: Overview): TileProps {
  return {
    label: text('operations:stripeRefused'),
    value: String(length),
    note: text('operations:stripeNote'),
    tone: length > 0 ? 'red' : 'green',
    href: '#stripe-events',
  };
}

function refusedEventsTile(text: AdminText, { refusedEvents }: Overview, admin: string): TileProps {
  return {
    label: text('operations:analyticsRefused'),
    value: String(refusedEvents),
    note: text('operations:analyticsNote'),
    tone: refusedEvents > 0 ? 'amber' : 'green',
    href: `${admin}/collections/refused-events`,
  };
}

function brochuresTile(text: AdminText, { brochures }: Overview, admin: string): TileProps {
  const count = brochures.reduce((sum, { count }) => sum + count, 0);
  const query = findPresetQuery(brochureRequestPresets(new Date()), 'waitingForBrochure');
  return {
    label: text('operations:brochuresWaiting'),
    value: String(count),
    note: text('operations:brochuresNote'),
    tone: count > 0 ? 'amber' : 'green',
    href: `${admin}/collections/brochure-requests?${query}`,
  };
}

function tasksTile(text: AdminText, { tasks }: Overview): TileProps {
  const failing = tasks.filter(({ open }) => open?.error).length;
  return {
    label: text('operations:tasks'),
    value: failing > 0 ? text('operations:failing', { count: failing }) : text('operations:upToDate'),
    note: text('operations:tasksNote'),
    tone: failing > 0 ? 'red' : 'green',
    href: '#tasks',
  };
}

function postsTile(text: AdminText, { failedPosts }: Overview, admin: string): TileProps {
  const query = findPresetQuery(postPresets(), 'drafts');
  return {
    label: text('operations:postsFailed'),
    value: String(failedPosts),
    note: text('operations:postsNote'),
    tone: failedPosts > 0 ? 'red' : 'green',
    href: `${admin}/collections/blogs?${query}`,
  };
}

/** Formats an age as "12 s", "5 min" or "3 h". */
function formatAge(text: AdminText, seconds: number): string {
  if (seconds < 60) return text('operations:seconds', { count: Math.round(seconds) });
  if (seconds < 3600) return text('operations:minutes', { count: Math.round(seconds / 60) });
  return text('operations:hours', { count: Math.round(seconds / 3600) });
}

/** A tile with a number, and a link to the list of the counted items. */
export const Tile = ({ label, value, note, tone, href }: TileProps) => (
  <li className={`${styles.tile} ${styles[tone]}`}>
    <Link href={href} prefetch={false}>
      <span className={styles.label}>{label}</span>
      <span className={styles.value}>{value}</span>
      <span className={styles.note}>{note}</span>
    </Link>
  </li>
);
