import '../tokens.css';
import { Link } from '@payloadcms/ui';
import type { PayloadRequest, WidgetServerProps } from 'payload';
import { hasRole, type Role } from '../../access/roles.ts';
import { type HomeFigures as Found, homeFigures } from '../../services/desk/home-figures.ts';
import { FIGURES, type Figure, webhookFigure } from './figures.ts';
import styles from './home-figures.module.css';
import { Sparkline } from './sparkline.tsx';

/** Who sees which figures; admins see all. */
const SEEN_BY: Record<keyof Found, readonly Role[]> = {
  appointments: ['sales', 'analyst'],
  brochures: ['sales'],
  sales: ['sales', 'analyst'],
  posts: ['content-manager'],
  stock: ['content-manager'],
  outbox: ['admin'],
};

const partsOf = (user: PayloadRequest['user']) =>
  (Object.keys(SEEN_BY) as (keyof Found)[]).filter((part) => hasRole(user, ...SEEN_BY[part]));

/** What there is today, in figures that lead to the lists behind them; which ones, the role says. */
export async function HomeFigures({ req: { payload, user } }: WidgetServerProps) {
  const found = await homeFigures(payload, partsOf(user));
  const shown = figuresOf(found);
  if (found.sales && hasRole(user, 'admin')) shown.push(webhookFigure(found.sales));
  const { admin } = payload.config.routes;
  // Analysts read figures; the lists behind them are not for them.
  const leads = !hasRole(user, 'analyst') || hasRole(user, 'sales');
  return (
    <ul className={styles.figures}>
      {shown.map((figure) => (
        <li key={figure.label} className={`${styles.figure} ${figure.tone ? styles[figure.tone] : ''}`}>
          {leads ? (
            <Link href={`${admin}${figure.path}`} prefetch={false}>
              <Content {...figure} />
            </Link>
          ) : (
            <div>
              <Content {...figure} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

const Content = ({ label, value, note, trend }: Figure) => (
  <>
    <span className={styles.label}>{label}</span>
    <span className={styles.value}>{value}</span>
    {trend && <Sparkline values={trend} />}
    <span className={styles.note}>{note}</span>
  </>
);

function figuresOf(found: Partial<Found>): Figure[] {
  const of = <P extends keyof Found>(part: P) => (found[part] ? FIGURES[part](found[part]) : []);
  return [...of('appointments'), ...of('brochures'), ...of('sales'), ...of('posts'), ...of('stock'), ...of('outbox')];
}
