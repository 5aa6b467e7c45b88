'use client';
import { Button, Link } from '@payloadcms/ui';
import type { OpenSlots } from '../../services/appointments/diary.ts';
import { SLOT_QUERY } from '../../services/appointments/types.ts';
import { londonLongDay, londonTime } from '../london-format.ts';
import { Sheet } from '../sheet.tsx';
import { placeOf } from '../wording.ts';
import { openName } from './entry-content.tsx';
import styles from './sheets.module.css';

type Props = {
  adminRoute: string;
  slots: OpenSlots;
  busy: boolean;
  onSetClosed: (isClosed: boolean) => void;
  onClose: () => void;
};

const MEANING: Record<OpenSlots['state'], string> = {
  FREE: 'Customers can book this time on the website.',
  HELD: 'A customer is filling in the form for this time. It is free again in ten minutes at most.',
  CLOSED: 'Nobody can book this time.',
};

/** Slots that no booking has: what that means, a booking of a free one, and closing or opening them. */
export function OpenSheet({ adminRoute, slots, busy, onSetClosed, onClose }: Props) {
  const closed = slots.state === 'CLOSED';
  return (
    <Sheet title={openName(slots)} onClose={onClose}>
      <p className={styles.when}>
        <strong>{londonLongDay(slots.startsAt)}</strong> {londonTime(slots.startsAt)}–{londonTime(slots.endsAt)}
      </p>
      <p className={styles.note}>
        {slots.type === 'SHOWROOM' && `${placeOf({ ...slots, postcode: '' })}. `}
        {MEANING[slots.state]}
      </p>
      <footer className={styles.footer}>
        {slots.state === 'FREE' && (
          <Link href={`${adminRoute}/collections/bookings/create?${SLOT_QUERY}=${slots.slotIds[0]}`} prefetch={false}>
            New booking
          </Link>
        )}
        <Button
          size="small"
          margin={false}
          buttonStyle="secondary"
          disabled={busy}
          onClick={() => onSetClosed(!closed)}
        >
          {closed ? 'Open it again' : slots.slotIds.length > 1 ? `Close all ${slots.slotIds.length}` : 'Close it'}
        </Button>
      </footer>
    </Sheet>
  );
}
