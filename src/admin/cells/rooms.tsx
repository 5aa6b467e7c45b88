import type { DefaultServerCellComponentProps } from 'payload';
import { roomsOf } from '../wording.ts';
import styles from './cells.module.css';

/** What a visit is about: kitchen, bedroom or both. */
export const RoomsCell = ({ rowData }: DefaultServerCellComponentProps) => (
  <span className={styles.oneLine}>{roomsOf(rowData)}</span>
);
