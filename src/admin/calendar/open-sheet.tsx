'use client';
import { Button, Link } from '@payloadcms/ui';
import type { OpenSlots } from '../../services/appointments/diary.ts';
import { SLOT_QUERY } from '../../services/appointments/types.ts';
import { londonLongDay, londonTime } from '../london-format.ts';
import { Sheet } from '../sheet.tsx';
import { useDeskText } from '../strings/use-desk-text.ts';
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

const MEANING = {
  FREE: 'calendar:meansFree',
  HELD: 'calendar:meansHeld',
  CLOSED: 'calendar:meansClosed',
} as const satisfies Record<OpenSlots['state'], string>;

/** Slots that no booking has: what that means, a booking of a free one, and closing or opening them. */
export function OpenSheet({ adminRoute, slots, busy, onSetClosed, onClose }: Props) {
  const text = useDeskText();
  const closed = slots.state === 'CLOSED';
  const closeLabel = () => {
    if (closed) return text('calendar:openSlot');
    const count = slots.slotIds.length;
    return count > 1 ? text('calendar:closeSlots', { count }) : text('calendar:closeSlot');
  };
  return (
    <Sheet title={openName(text, slots)} onClose={onClose}>
      <p className={styles.when}>
        <strong>{londonLongDay(slots.startsAt)}</strong> {londonTime(slots.startsAt)}–{londonTime(slots.endsAt)}
      </p>
      <p className={styles.note}>
        {slots.type === 'SHOWROOM' && `${placeOf(text, { ...slots, postcode: '' })}. `}
        {text(MEANING[slots.state])}
      </p>
      <footer className={styles.footer}>
        {slots.state === 'FREE' && (
          <Link href={`${adminRoute}/collections/bookings/create?${SLOT_QUERY}=${slots.slotIds[0]}`} prefetch={false}>
            {text('calendar:newBooking')}
          </Link>
        )}
        <Button
          size="small"
          margin={false}
          buttonStyle="secondary"
          disabled={busy}
          onClick={() => onSetClosed(!closed)}
        >
          {closeLabel()}
        </Button>
      </footer>
    </Sheet>
  );
}
