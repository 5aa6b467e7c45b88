import '../shared/tokens.css';
import { Link } from '@payloadcms/ui';
import type { UIFieldServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { isErasedEmail } from '../../lib/contact.ts';
import { type CustomerHistoryEntry, MAX_HISTORY_ENTRIES } from '../../lib/lists.ts';
import type { Customer } from '../../payload-types.ts';
import { listCustomerPhones, readCustomerHistory } from '../../services/operations/index.ts';
import { readLoyaltyBalance } from '../../services/sales/index.ts';
import { PhoneLink, Pill, type Tone } from '../shared/elements.tsx';
import { formatLondonDateTime } from '../shared/format.ts';
import { type AdminText, adminText, type PlainKey } from '../strings/admin-text.ts';
import { CorrectEmailForm, EraseForm } from './customer-forms.tsx';
import styles from './identity.module.css';

const KINDS: Record<CustomerHistoryEntry['kind'], [label: PlainKey, tone: Tone]> = {
  account: ['customers:account', 'grey'],
  booking: ['customers:booking', 'green'],
  order: ['customers:order', 'amber'],
  invoice: ['customers:invoice', 'amber'],
  points: ['customers:points', 'blue'],
  brochure: ['customers:brochure', 'green'],
  email: ['customers:email', 'grey'],
};

/** The history of a customer, newest first, with actions to correct the e-mail address and to export or erase all data. */
export async function CustomerPanel({ id, data, payload, req, i18n }: UIFieldServerProps) {
  if (!id || !hasRole(req.user, 'sales')) return null;
  const text = adminText(i18n);
  const customer = data as Customer;
  const customerId = String(id);
  const [history, points, phones] = await Promise.all([
    readCustomerHistory(payload, { ...customer, id: customerId }, formatLondonDateTime),
    readLoyaltyBalance(payload, customerId),
    listCustomerPhones(payload, { ...customer, id: customerId }),
  ]);
  const { admin, api } = payload.config.routes;
  const isTruncated = (kind: string) => history.filter((entry) => entry.kind === kind).length >= MAX_HISTORY_ENTRIES;
  const count = (kind: CustomerHistoryEntry['kind']) =>
    isTruncated(kind) ? `${MAX_HISTORY_ENTRIES}+` : history.filter((entry) => entry.kind === kind).length;
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
      {customer.emailVerified ? (
        <div className={styles.actions}>
          <CorrectEmailForm url={`${api}/desk/customers/${customerId}/email`} email={customer.email} />
        </div>
      ) : (
        <p className={styles.note}>{text('customers:neverVerified')}</p>
      )}
      <section>
        <h2 className={styles.heading}>{text('customers:timeline')}</h2>
        {Object.keys(KINDS).some(isTruncated) && (
          <p className={styles.note}>{text('customers:newest', { shown: MAX_HISTORY_ENTRIES })}</p>
        )}
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
  entry: { at, kind, text: description, detail, link },
  text,
  ...routes
}: {
  entry: CustomerHistoryEntry;
  admin: string;
  api: string;
  text: AdminText;
}) {
  const [label, tone] = KINDS[kind];
  return (
    <li>
      <time className={styles.when} dateTime={at}>
        {formatLondonDateTime(at)}
      </time>
      <span className={styles.kind}>
        <Pill tone={tone}>{text(label)}</Pill>
      </span>
      <span>
        {link === undefined && description}
        {link?.on === 'admin' && (
          <Link href={`${routes.admin}${link.path}`} prefetch={false}>
            {description}
          </Link>
        )}
        {link?.on === 'api' && (
          <a href={`${routes.api}${link.path}`} target="_blank" rel="noreferrer">
            {description}
          </a>
        )}
        {detail && <span className={styles.detail}>{detail}</span>}
      </span>
    </li>
  );
}

/**
 * Offers the export and the erasure of all data stored under the e-mail address of a booking or brochure request.
 * Renders nothing for a booking with a customer, because the page of the customer offers both.
 */
export function PersonPanel({ id, data, payload, req, i18n, collectionSlug }: UIFieldServerProps) {
  const { email, customer } = data as { email?: string; customer?: unknown };
  if (!id || !email || customer || isErasedEmail(email) || !hasRole(req.user, 'sales')) return null;
  const text = adminText(i18n);
  const { admin, api } = payload.config.routes;
  return (
    <section className={styles.panel}>
      <h2 className={styles.heading}>{text('customers:dataProtection')}</h2>
      <p className={styles.note}>{text('customers:rightsByEmail', { email })}</p>
      <div className={styles.actions}>
        <a href={`${api}/desk/people/export?email=${encodeURIComponent(email)}`} download>
          {text('customers:export')}
        </a>
        {hasRole(req.user, 'admin') && (
          <EraseForm
            label={text('customers:erasePerson')}
            url={`${api}/desk/people/erase`}
            email={email}
            after={`${admin}/collections/${collectionSlug}`}
          />
        )}
      </div>
    </section>
  );
}
