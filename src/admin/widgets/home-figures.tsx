import '../tokens.css';
import { Link } from '@payloadcms/ui';
import type { PayloadRequest, WidgetServerProps } from 'payload';
import type { CSSProperties } from 'react';
import { hasRole, type Role } from '../../access/roles.ts';
import { type HomeFigures as Found, homeFigures } from '../../services/desk/home-figures.ts';
import { countDeadJobs } from '../../services/operations/dead-jobs.ts';
import { type DeskText, deskText } from '../strings/desk-text.ts';
import { deadJobsFigure, FIGURES, type Figure, webhookFigure } from './figures.ts';
import styles from './home-figures.module.css';
import { Sparkline } from './sparkline.tsx';

/** Who sees which figures; admins see all. */
const SEEN_BY: Record<keyof Found, readonly Role[]> = {
  appointments: ['sales', 'analyst'],
  brochures: ['sales'],
  sales: ['sales', 'analyst'],
  posts: ['content-manager'],
  stock: ['content-manager'],
  gaps: ['content-manager'],
  media: ['content-manager'],
  outbox: ['admin'],
};

const WIDEST = 7;

const partsOf = (user: PayloadRequest['user']) =>
  (Object.keys(SEEN_BY) as (keyof Found)[]).filter((part) => hasRole(user, ...SEEN_BY[part]));

/** What there is today, in figures that lead to the lists behind them; which ones, the role says. */
export async function HomeFigures({ req: { payload, user, i18n } }: WidgetServerProps) {
  const text = deskText(i18n);
  const isAdmin = hasRole(user, 'admin');
  const [found, dead] = await Promise.all([
    homeFigures(payload, partsOf(user)),
    isAdmin ? countDeadJobs(payload).catch(() => null) : null,
  ]);
  const shown = figuresOf(found, text);
  if (isAdmin) shown.push(deadJobsFigure(dead, text));
  if (isAdmin && found.sales) shown.push(webhookFigure(found.sales, text));
  const { admin } = payload.config.routes;
  // The lists behind their figures are not for analysts; what they may read of them is.
  const listless = hasRole(user, 'analyst') && !hasRole(user, 'sales');
  return (
    <ul className={styles.figures} style={{ '--columns': columnsFor(shown.length) } as CSSProperties}>
      {shown.map((figure) => (
        <li key={figure.label} className={`${styles.figure} ${figure.tone ? styles[figure.tone] : ''}`}>
          <Link href={`${admin}${listless ? '/analytics' : figure.path}`} prefetch={false}>
            <Content {...figure} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** As many as a desktop holds, and no row that is much shorter than the others. */
const columnsFor = (figures: number) => Math.ceil(figures / Math.ceil(figures / WIDEST));

const Content = ({ label, value, note, trend }: Figure) => (
  <>
    <span className={styles.label}>{label}</span>
    <span className={styles.value}>{value}</span>
    {trend && <Sparkline values={trend} />}
    <span className={styles.note}>{note}</span>
  </>
);

function figuresOf(found: Partial<Found>, text: DeskText): Figure[] {
  const of = <P extends keyof Found>(part: P) => (found[part] ? FIGURES[part](found[part], text) : []);
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
