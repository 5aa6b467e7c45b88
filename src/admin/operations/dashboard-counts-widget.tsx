import '../shared/tokens.css';
import { Link } from '@payloadcms/ui';
import type { PayloadRequest, WidgetServerProps } from 'payload';
import type { CSSProperties } from 'react';
import { hasRole, type Role } from '../../access/roles.ts';
import { type DashboardCounts as Found, readDashboardCounts } from '../../services/operations/dashboard.ts';
import { countDeadJobs } from '../../services/operations/read-dead-jobs.ts';
import { type AdminText, adminText, type PlainKey } from '../strings/admin-text.ts';
import styles from './dashboard.module.css';
import { byUrgency, COUNT_BUILDERS, type DashboardCount, toDeadJobsCount, toWebhookCount } from './dashboard-counts.ts';

const WIDTH = 96;
const HEIGHT = 28;

/** A small line chart. Screen readers skip the chart and read the number beside it. */
export function Sparkline({ values }: { values: number[] }) {
  const top = Math.max(1, ...values);
  const x = (i: number) => (i * WIDTH) / Math.max(1, values.length - 1);
  const y = (value: number) => HEIGHT - 2 - ((HEIGHT - 4) * value) / top;
  const points = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return (
    <svg className={styles.trend} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <polyline points={points} />
    </svg>
  );
}

/** The actions that each role starts most often. */
const ACTS: { role: Role; label: PlainKey; path: string }[] = [
  { role: 'sales', label: 'home:newBooking', path: '/collections/bookings/create' },
  { role: 'sales', label: 'home:newBrochureRequest', path: '/collections/brochure-requests/create' },
  { role: 'content-manager', label: 'home:newPost', path: '/collections/blogs/create' },
  { role: 'content-manager', label: 'home:newProduct', path: '/collections/products/create' },
];

type Props = { text: AdminText; user: PayloadRequest['user']; adminRoute: string };

/** Buttons for the most frequent actions, on the dashboard. */
export function HomeActs({ text, user, adminRoute }: Props) {
  const acts = ACTS.filter(({ role }) => hasRole(user, role));
  if (acts.length === 0) return null;
  return (
    <nav className={styles.acts} aria-label={text('home:begin')}>
      {acts.map(({ label, path }) => (
        <Link key={path} className={styles.act} href={`${adminRoute}${path}`} prefetch={false}>
          {text(label)}
        </Link>
      ))}
    </nav>
  );
}

/** The roles that see each group of numbers. Admins see all groups. */
const VISIBLE_TO: Record<keyof Found, readonly Role[]> = {
  appointments: ['sales', 'analyst'],
  brochures: ['sales'],
  sales: ['sales', 'analyst'],
  posts: ['content-manager'],
  stock: ['content-manager'],
  gaps: ['content-manager'],
  media: ['content-manager'],
  outbox: ['admin'],
};

const MAX_COLUMNS = 7;
const FEWEST = 4;

const listVisibleParts = (user: PayloadRequest['user']) =>
  (Object.keys(VISIBLE_TO) as (keyof Found)[]).filter((part) => hasRole(user, ...VISIBLE_TO[part]));

/**
 * The numbers on the dashboard, with links to the lists of the counted items: first the checks that need action, then the
 * informative numbers, then one line for all other checks. The user's role determines which numbers are shown.
 */
export async function DashboardCountsWidget({ req: { payload, user, i18n } }: WidgetServerProps) {
  const text = adminText(i18n);
  const isAdmin = hasRole(user, 'admin');
  const [counts, dead] = await Promise.all([
    readDashboardCounts(payload, listVisibleParts(user)),
    isAdmin ? countDeadJobs(payload).catch(() => null) : null,
  ]);
  const visible = toDashboardCounts(counts, text);
  if (isAdmin) visible.push(toDeadJobsCount(dead, text));
  if (isAdmin && counts.sales) visible.push(toWebhookCount(counts.sales, text));
  const { admin } = payload.config.routes;
  // Analysts can read the numbers but not the lists of the counted items.
  const listless = hasRole(user, 'analyst') && !hasRole(user, 'sales');
  const toHref = ({ path }: DashboardCount) => `${admin}${listless ? '/analytics' : path}`;
  const { urgent, informing, well } = byUrgency(visible);
  return (
    <div className={styles.home}>
      <HomeActs text={text} user={user} adminRoute={admin} />
      {urgent.length > 0 && (
        <section aria-label={text('home:needsYou')}>
          <h2 className={styles.heading}>{text('home:needsYou')}</h2>
          <Tiles figures={urgent} toHref={toHref} />
        </section>
      )}
      {informing.length > 0 && <Tiles figures={informing} toHref={toHref} />}
      {well.length > 0 && <AllWell text={text} figures={well} toHref={toHref} />}
    </div>
  );
}

type TilesProps = { figures: DashboardCount[]; toHref: (figure: DashboardCount) => string };

const Tiles = ({ figures, toHref }: TilesProps) => (
  <ul className={styles.figures} style={{ '--columns': countColumns(figures.length) } as CSSProperties}>
    {figures.map((figure) => (
      <li key={figure.label} className={`${styles.figure} ${figure.tone ? styles[figure.tone] : ''}`}>
        <Link href={toHref(figure)} prefetch={false}>
          <Content {...figure} />
        </Link>
      </li>
    ))}
  </ul>
);

/** The checks that need no action, collapsed into one line. */
const AllWell = ({ text, figures, toHref }: TilesProps & { text: AdminText }) => (
  <details className={styles.well}>
    <summary>{text('home:allWell', { count: figures.length })}</summary>
    <ul>
      {figures.map((figure) => (
        <li key={figure.label}>
          <Link href={toHref(figure)} prefetch={false}>
            {figure.label}
          </Link>
          <span>{figure.note}</span>
        </li>
      ))}
    </ul>
  </details>
);

/** The number of columns: as many as fit on a desktop, with rows of nearly equal length. */
const countColumns = (figures: number) => Math.max(FEWEST, Math.ceil(figures / Math.ceil(figures / MAX_COLUMNS)));

const Content = ({ label, value, note, trend }: DashboardCount) => (
  <>
    <span className={styles.label}>{label}</span>
    <span className={styles.value}>{value}</span>
    {trend && <Sparkline values={trend} />}
    <span className={styles.note}>{note}</span>
  </>
);

function toDashboardCounts(counts: Partial<Found>, text: AdminText): DashboardCount[] {
  const of = <P extends keyof Found>(part: P) => (counts[part] ? COUNT_BUILDERS[part](counts[part], text) : []);
  return [
    ...of('appointments'),
    ...of('brochures'),
    ...of('sales'),
    ...of('posts'),
    ...of('stock'),
    ...of('gaps'),
    ...of('media'),
    ...of('outbox'),
  ];
}
