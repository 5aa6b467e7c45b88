import '../tokens.css';
import { Link } from '@payloadcms/ui';
import type { UIFieldServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import type { Customer } from '../../payload-types.ts';
import { type HistoryEntry, SHOWN } from '../../services/customer-history.ts';
import { customerHistory, customerPhones } from '../../services/desk/customer-history.ts';
import { loyaltyBalance } from '../../services/sales/loyalty.ts';
import { PhoneLink } from '../cells/phone.tsx';
import { londonMoment } from '../london-format.ts';
import { Pill, type Tone } from '../pill.tsx';
import { type DeskText, deskText, type PlainKey } from '../strings/desk-text.ts';
import styles from './customer.module.css';
import { EraseForm } from './erase-form.tsx';

const KINDS: Record<HistoryEntry['kind'], [label: PlainKey, tone: Tone]> = {
  account: ['customers:account', 'grey'],
  booking: ['customers:booking', 'green'],
  order: ['customers:order', 'amber'],
  invoice: ['customers:invoice', 'amber'],
  points: ['customers:points', 'blue'],
  brochure: ['customers:brochure', 'green'],
  email: ['customers:email', 'grey'],
};

/** What is between a customer and us, newest first, and what they may ask for: their data, or to be forgotten. */
export async function CustomerPanel({ id, data, payload, req, i18n }: UIFieldServerProps) {
  if (!id || !hasRole(req.user, 'sales')) return null;
  const text = deskText(i18n);
  const customer = data as Customer;
  const customerId = String(id);
  const [history, points, phones] = await Promise.all([
    customerHistory(payload, { ...customer, id: customerId }, londonMoment),
    loyaltyBalance(payload, customerId),
    customerPhones(payload, { ...customer, id: customerId }),
  ]);
  const { admin, api } = payload.config.routes;
  const isCut = (kind: string) => history.filter((entry) => entry.kind === kind).length >= SHOWN;
  const count = (kind: HistoryEntry['kind']) =>
    isCut(kind) ? `${SHOWN}+` : history.filter((entry) => entry.kind === kind).length;
  return (
    <div className={styles.panel}>
      <ul className={styles.sums} aria-label={text('customers:inShort')}>
        {(
          [
            ['customers:bookings', count('booking')],
            ['customers:orders', count('order')],
            ['customers:points', points.toLocaleString('en-GB')],
            ['customers:brochures', count('brochure')],
            ['customers:emails', count('email')],
          ] as const
        ).map(([label, value]) => (
          <li key={label}>
            <strong>{value}</strong> {text(label)}
          </li>
        ))}
      </ul>
      {phones.length > 0 && (
        <p className={styles.note}>
          {text('customers:phones')}{' '}
          {phones.map((phone, index) => (
            <span key={phone}>
              {index > 0 && ', '}
              <PhoneLink phone={phone} />
            </span>
          ))}
        </p>
      )}
      <section>
        <h2 className={styles.heading}>{text('customers:timeline')}</h2>
        {Object.keys(KINDS).some(isCut) && <p className={styles.note}>{text('customers:newest', { shown: SHOWN })}</p>}
        <ol className={styles.timeline}>
          {history.map((entry) => (
            <Entry
              key={`${entry.at} ${entry.kind} ${entry.text} ${entry.link?.path}`}
              entry={entry}
              {...{ admin, api, text }}
            />
          ))}
        </ol>
      </section>
      <section>
        <h2 className={styles.heading}>{text('customers:dataProtection')}</h2>
        <p className={styles.note}>{text('customers:rights')}</p>
        <div className={styles.actions}>
          <a href={`${api}/desk/customers/${customerId}/export`} download>
            {text('customers:export')}
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
  entry: { at, kind, text: what, detail, link },
  text,
  ...routes
}: {
  entry: HistoryEntry;
  admin: string;
  api: string;
  text: DeskText;
}) {
  const [label, tone] = KINDS[kind];
  return (
    <li>
      <time className={styles.when} dateTime={at}>
        {londonMoment(at)}
      </time>
      <span className={styles.kind}>
        <Pill tone={tone}>{text(label)}</Pill>
      </span>
      <span>
        {link === undefined && what}
        {link?.on === 'admin' && (
          <Link href={`${routes.admin}${link.path}`} prefetch={false}>
            {what}
          </Link>
        )}
        {link?.on === 'api' && (
          <a href={`${routes.api}${link.path}`} target="_blank" rel="noreferrer">
            {what}
          </a>
        )}
        {detail && <span className={styles.detail}>{detail}</span>}
      </span>
    </li>
  );
}
