import type { ReactNode } from 'react';
import styles from './column.module.css';

/** Parts of a card side by side where there is room for them. */
export const Columns = ({ children }: { children: ReactNode }) => <div className={styles.columns}>{children}</div>;

type Props = { title: string; note?: ReactNode; children: ReactNode };

/** One of them, under its heading. */
export const Column = ({ title, note, children }: Props) => (
  <div>
    <h3 className={styles.heading}>
      {title}
      {note && <span className={styles.note}>{note}</span>}
    </h3>
    {children}
  </div>
);
