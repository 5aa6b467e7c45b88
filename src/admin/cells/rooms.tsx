import type { DefaultServerCellComponentProps } from 'payload';
import { deskText } from '../strings/desk-text.ts';
import { roomsOf } from '../wording.ts';
import styles from './cells.module.css';

/** What a visit is about: kitchen, bedroom or both. */
export const RoomsCell = ({ rowData, i18n }: DefaultServerCellComponentProps) => (
  <span className={styles.oneLine}>{roomsOf(deskText(i18n), rowData)}</span>
);
