import type { DefaultServerCellComponentProps } from 'payload';
import styles from './cells.module.css';

const megabytes = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1, minimumFractionDigits: 1 });

/** Bytes as megabytes. */
export const FileSizeCell = ({ cellData }: DefaultServerCellComponentProps) =>
  typeof cellData === 'number' ? (
    <span className={styles.moment}>{megabytes.format(cellData / 1_048_576)} MB</span>
  ) : (
    <span className={styles.faint}>–</span>
  );
