import './tokens.css';
import type { ReactNode } from 'react';
import { showPhone } from '../../lib/display.ts';
import styles from './elements.module.css';

export type Tone = 'amber' | 'green' | 'red' | 'blue' | 'grey';

/** A short status in the colour of its tone. */
export const Pill = ({ tone, children }: { tone: Tone; children: ReactNode }) => (
  <span className={`${styles.pill} ${styles[tone]}`}>{children}</span>
);

/** The complete error message of a field or request. Payload's tooltip shows only one line, and by default nothing on phones. */
export const FormError = ({ message }: { message: string | undefined }) => (
  <p className={styles.error} role="alert">
    {message}
  </p>
);

/** A phone number in national format as a `tel:` link; `label` is the accessible name. */
export function PhoneLink({ phone, label }: { phone: string; label?: string }) {
  return (
    <a className={styles.phone} href={`tel:${phone}`} aria-label={label}>
      {showPhone(phone)}
    </a>
  );
}

type Props = { title: string; note?: ReactNode; children: ReactNode };

/** The frame of a dashboard card. */
export const Card = ({ title, note, children }: Props) => (
  <section className={styles.card}>
    <header className={styles.cardHeader}>
      <h2 className={styles.title}>{title}</h2>
      {note && <div className={styles.note}>{note}</div>}
    </header>
    {children}
  </section>
);

/** The parts of a card, side by side if there is room. */
export const Columns = ({ children }: { children: ReactNode }) => <div className={styles.columns}>{children}</div>;
/** One column with its heading. */
export const Column = ({ title, note, children }: Props) => (
  <div>
    <h3 className={styles.heading}>
      {title}
      {note && <span className={styles.columnNote}>{note}</span>}
    </h3>
    {children}
  </div>
);
