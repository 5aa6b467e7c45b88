import type { DefaultServerCellComponentProps } from 'payload';
import styles from './cells.module.css';

/** First and last name in one column. */
export const CustomerNameCell = ({ rowData }: DefaultServerCellComponentProps) => (
  <span className={styles.oneLine}>
    {rowData.firstName} {rowData.lastName}
  </span>
);
