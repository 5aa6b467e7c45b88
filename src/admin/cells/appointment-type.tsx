import '../tokens.css';
import type { DefaultServerCellComponentProps } from 'payload';
import type { AppointmentType } from '../../services/appointments/types.ts';
import { TYPE_COLOURS, TYPE_LABELS } from '../wording.ts';
import styles from './cells.module.css';

/** A type of appointment with the colour that it has in the calendar. */
export function AppointmentTypeCell({ cellData }: DefaultServerCellComponentProps) {
  const type = cellData as AppointmentType;
  return (
    <span className={styles.type}>
      <span className={styles.dot} style={{ background: TYPE_COLOURS[type] }} />
      {TYPE_LABELS[type]}
    </span>
  );
}
