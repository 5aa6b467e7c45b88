import type { DefaultServerCellComponentProps } from 'payload';
import type { BookingStatus } from '../../services/appointments/types.ts';
import { Pill } from '../pill.tsx';
import { STATUS_LABELS, STATUS_TONES } from '../wording.ts';

/** The state of a booking in its colour. */
export function BookingStatusCell({ cellData }: DefaultServerCellComponentProps) {
  const status = cellData as BookingStatus;
  return <Pill tone={STATUS_TONES[status]}>{STATUS_LABELS[status]}</Pill>;
}
