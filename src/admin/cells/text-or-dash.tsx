import type { DefaultServerCellComponentProps } from 'payload';
import styles from './cells.module.css';

/** Text, or a dash where there is none because there need not be. */
export const TextOrDashCell = ({ cellData }: DefaultServerCellComponentProps) =>
  cellData ? <span>{String(cellData)}</span> : <span className={styles.faint}>–</span>;
