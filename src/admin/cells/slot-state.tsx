import type { DefaultServerCellComponentProps } from 'payload';
import { toDate } from '../../dates.ts';
import type { TimeSlot } from '../../payload-types.ts';
import { Pill } from '../pill.tsx';
import { deskText } from '../strings/desk-text.ts';

/** Whether a slot can be booked, and if not, why. */
export function SlotStateCell({ rowData, i18n }: DefaultServerCellComponentProps) {
  const slot = rowData as TimeSlot;
  const text = deskText(i18n);
  if (slot.isBooked) return <Pill tone="green">{text('bookings:slotBooked')}</Pill>;
  if (slot.isClosed) return <Pill tone="grey">{text('bookings:slotClosed')}</Pill>;
  if (toDate(slot.startsAt) < new Date()) return <Pill tone="grey">{text('bookings:slotPast')}</Pill>;
  if (slot.heldUntil && toDate(slot.heldUntil) > new Date())
    return <Pill tone="amber">{text('bookings:slotHeld')}</Pill>;
  return <Pill tone="blue">{text('bookings:slotFree')}</Pill>;
}
