import type { ReactNode } from 'react';
import styles from './card.module.css';

type Props = { title: string; note?: ReactNode; children: ReactNode };

/** The frame of everything on the dashboard. */
export const Card = ({ title, note, children }: Props) => (
  <section className={styles.card}>
    <header className={styles.header}>
      <h2 className={styles.title}>{title}</h2>
      {note && <div className={styles.note}>{note}</div>}
    </header>
    {children}
  </section>
);
