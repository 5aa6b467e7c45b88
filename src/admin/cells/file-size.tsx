import type { DefaultServerCellComponentProps } from 'payload';
import { deskText } from '../strings/desk-text.ts';
import styles from './cells.module.css';

const megabytes = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1, minimumFractionDigits: 1 });

/** Bytes as megabytes. */
export const FileSizeCell = ({ cellData, i18n }: DefaultServerCellComponentProps) =>
  typeof cellData === 'number' ? (
    <span className={styles.moment}>
      {deskText(i18n)('common:megabytes', { count: megabytes.format(cellData / 1_048_576) })}
    </span>
  ) : (
    <span className={styles.faint}>–</span>
  );
