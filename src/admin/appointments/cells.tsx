import type { DefaultServerCellComponentProps } from 'payload';
import type { AppointmentType, BookingStatus } from '../../services/appointments/statuses.ts';
import { Pill } from '../shared/elements.tsx';
import { formatRooms, STATUS_LABELS, STATUS_TONES, TYPE_COLOURS, TYPE_LABELS } from './booking-labels.ts';
import '../shared/tokens.css';
import { toDate } from '../../lib/dates.ts';
import type { TimeSlot } from '../../payload-types.ts';
import styles from '../shared/elements.module.css';
import { adminText } from '../strings/admin-text.ts';

/** The status of a booking in its colour. */
export function BookingStatusCell({ cellData }: DefaultServerCellComponentProps) {
  const status = cellData as BookingStatus;
  return <Pill tone={STATUS_TONES[status]}>{STATUS_LABELS[status]}</Pill>;
}

/** An appointment type with its colour in the calendar. */
export function AppointmentTypeCell({ cellData }: DefaultServerCellComponentProps) {
  const type = cellData as AppointmentType;
  return (
    <span className={styles.type}>
      <span className={styles.dot} style={{ background: TYPE_COLOURS[type] }} />
      {TYPE_LABELS[type]}
    </span>
  );
}

/** Whether a slot can be booked, or why not. */
export function SlotStateCell({ rowData, i18n }: DefaultServerCellComponentProps) {
  const slot = rowData as TimeSlot;
  const text = adminText(i18n);
  if (slot.isBooked) return <Pill tone="green">{text('bookings:slotBooked')}</Pill>;
  if (slot.isClosed) return <Pill tone="grey">{text('bookings:slotClosed')}</Pill>;
  if (toDate(slot.startsAt) < new Date()) return <Pill tone="grey">{text('bookings:slotPast')}</Pill>;
  if (slot.heldUntil && toDate(slot.heldUntil) > new Date())
    return <Pill tone="amber">{text('bookings:slotHeld')}</Pill>;
  return <Pill tone="blue">{text('bookings:slotFree')}</Pill>;
}

/** First and last name in one column. */
export const CustomerNameCell = ({ rowData }: DefaultServerCellComponentProps) => (
  <span className={styles.oneLine}>
    {rowData.firstName} {rowData.lastName}
  </span>
);

/** The rooms of an appointment: kitchen, bedroom or both. */
export const RoomsCell = ({ rowData, i18n }: DefaultServerCellComponentProps) => (
  <span className={styles.oneLine}>{formatRooms(adminText(i18n), rowData)}</span>
);
