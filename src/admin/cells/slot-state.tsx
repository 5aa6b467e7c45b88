import type { DefaultServerCellComponentProps } from 'payload';
import type { TimeSlot } from '../../payload-types.ts';
import { Pill } from '../pill.tsx';

/** Whether a slot can be booked, and if not, why. */
export function SlotStateCell({ rowData }: DefaultServerCellComponentProps) {
  const slot = rowData as TimeSlot;
  if (slot.isBooked) return <Pill tone="green">Booked</Pill>;
  if (slot.isClosed) return <Pill tone="grey">Closed</Pill>;
  if (new Date(slot.startsAt) < new Date()) return <Pill tone="grey">Past</Pill>;
  if (slot.heldUntil && new Date(slot.heldUntil) > new Date()) return <Pill tone="amber">Held</Pill>;
  return <Pill tone="blue">Free</Pill>;
}
