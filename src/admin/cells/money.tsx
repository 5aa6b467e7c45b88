import type { DefaultServerCellComponentProps } from 'payload';
import { formatPence } from '../../services/sales/money.ts';
import styles from './cells.module.css';

/** Pence as pounds. */
export const MoneyCell = ({ cellData }: DefaultServerCellComponentProps) => (
  <span className={styles.moment}>{formatPence(Number(cellData ?? 0))}</span>
);
