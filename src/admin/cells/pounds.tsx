import type { DefaultServerCellComponentProps } from 'payload';
import styles from './cells.module.css';

const pounds = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' });

/** Pence as pounds. */
export const PoundsCell = ({ cellData }: DefaultServerCellComponentProps) =>
  typeof cellData === 'number' ? (
    <span className={styles.moment}>{pounds.format(cellData / 100)}</span>
  ) : (
    <span className={styles.faint}>–</span>
  );
