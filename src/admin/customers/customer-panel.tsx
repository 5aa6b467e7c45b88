import '../tokens.css';
import { Link } from '@payloadcms/ui';
import type { UIFieldServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import type { Customer } from '../../payload-types.ts';
import type { HistoryEntry } from '../../services/customer-history.ts';
import { customerHistory } from '../../services/desk/customer-history.ts';
import { loyaltyBalance } from '../../services/sales/loyalty.ts';
import { londonMoment } from '../london-format.ts';
import { Pill, type Tone } from '../pill.tsx';
import styles from './customer.module.css';
import { EraseForm } from './erase-form.tsx';

const KINDS: Record<HistoryEntry['kind'], [label: string, tone: Tone]> = {
  account: ['Account', 'grey'],
  booking: ['Booking', 'green'],
  order: ['Order', 'amber'],
  invoice: ['Invoice', 'amber'],
  points: ['Points', 'blue'],
  brochure: ['Brochure', 'green'],
  email: ['E-mail', 'grey'],
};

/** Everything between a customer and us, newest first, and what they may ask for: their data, or to be forgotten. */
export async function CustomerPanel({ id, data, payload, req }: UIFieldServerProps) {
  if (!id || !hasRole(req.user, 'sales')) return null;
  const customer = data as Customer;
  const customerId = String(id);
  const [history, points] = await Promise.all([
    customerHistory(payload, { ...customer, id: customerId }, londonMoment),
    loyaltyBalance(payload, customerId),
  ]);
  const { admin, api } = payload.config.routes;
  const count = (kind: HistoryEntry['kind']) => history.filter((entry) => entry.kind === kind).length;
  return (
    <div className={styles.panel}>
      <ul className={styles.sums} aria-label="In short">
        {(
          [
            ['Bookings', count('booking')],
            ['Orders', count('order')],
            ['Points', points.toLocaleString('en-GB')],
            ['Brochures', count('brochure')],
            ['E-mails', count('email')],
          ] as const
        ).map(([label, value]) => (
          <li key={label}>
            <strong>{value}</strong> {label}
          </li>
        ))}
      </ul>
      <section>
        <h2 className={styles.heading}>Timeline</h2>
        <ol className={styles.timeline}>
          {history.map((entry) => (
            <Entry key={`${entry.at} ${entry.kind} ${entry.text}`} entry={entry} {...{ admin, api }} />
          ))}
        </ol>
      </section>
      <section>
        <h2 className={styles.heading}>Data protection</h2>
        <p className={styles.note}>
          Customers may ask for what we hold on them, and to be forgotten. They can do both on the website themselves.
        </p>
        <div className={styles.actions}>
          <a href={`${api}/desk/customers/${customerId}/export`} download>
            Export everything as JSON
          </a>
          {hasRole(req.user, 'admin') && (
            <EraseForm
              url={`${api}/desk/customers/${customerId}/erase`}
              email={customer.email}
              after={`${admin}/collections/customers`}
            />
          )}
        </div>
      </section>
    </div>
  );
}

function Entry({
  entry: { at, kind, text, detail, link },
  ...routes
}: {
  entry: HistoryEntry;
  admin: string;
  api: string;
}) {
  const [label, tone] = KINDS[kind];
  return (
    <li>
      <time className={styles.when} dateTime={at}>
        {londonMoment(at)}
      </time>
      <span className={styles.kind}>
        <Pill tone={tone}>{label}</Pill>
      </span>
      <span>
        {link === undefined && text}
        {link?.on === 'admin' && (
          <Link href={`${routes.admin}${link.path}`} prefetch={false}>
            {text}
          </Link>
        )}
        {link?.on === 'api' && (
          <a href={`${routes.api}${link.path}`} target="_blank" rel="noreferrer">
            {text}
          </a>
        )}
        {detail && <span className={styles.detail}>{detail}</span>}
      </span>
    </li>
  );
}
