import '../tokens.css';
import type { UIFieldServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { isErasedEmail } from '../../services/contact.ts';
import { deskText } from '../strings/desk-text.ts';
import styles from './customer.module.css';
import { EraseForm } from './erase-form.tsx';

/**
 * What somebody without an account may ask for: all that we hold on their e-mail address, or to be forgotten. Nothing where
 * there is an account, whose page has both.
 */
export function PersonPanel({ id, data, payload, req, i18n, collectionSlug }: UIFieldServerProps) {
  const { email, customer } = data as { email?: string; customer?: unknown };
  if (!id || !email || customer || isErasedEmail(email) || !hasRole(req.user, 'sales')) return null;
  const text = deskText(i18n);
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
