import type { DefaultServerCellComponentProps } from 'payload';
import styles from '../cells/cells.module.css';
import { Pill } from '../pill.tsx';
import { deskText } from '../strings/desk-text.ts';
import { plannedOfPage } from './planned-posts.ts';
import { plannedText } from './planned-text.ts';

/** When a post is published or withdrawn by itself. */
export async function ScheduleCell({ payload, rowData, i18n }: DefaultServerCellComponentProps) {
  const planned = (await plannedOfPage(payload)).get(String(rowData.id));
  if (!planned) return <span className={styles.faint}>–</span>;
  return <Pill tone={planned.failure === null ? 'blue' : 'red'}>{plannedText(deskText(i18n), planned)}</Pill>;
}
