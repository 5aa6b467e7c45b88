import type { ReactNode } from 'react';
import type { DeskText } from '../strings/desk-text.ts';
import styles from './analytics.module.css';

type Props = {
  text: DeskText;
  title: string;
  note?: ReactNode;
  exportHref?: string;
  wide?: boolean;
  children: ReactNode;
};

/** The frame of everything on the page below the figures. */
export const Panel = ({ text, title, note, exportHref, wide = false, children }: Props) => (
  <section className={`${styles.panel} ${wide ? styles.wide : ''}`} aria-label={title}>
    <header className={styles.panelHeader}>
      <h2>{title}</h2>
      {note && <span className={styles.note}>{note}</span>}
      {exportHref && (
        <a className={styles.export} href={exportHref} download aria-label={text('analytics:asCsv', { title })}>
          {text('analytics:csv')}
        </a>
      )}
    </header>
    {children}
  </section>
);
