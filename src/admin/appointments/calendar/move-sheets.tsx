'use client';

import { Button } from '@payloadcms/ui';
import type { CalendarAppointment, CalendarSlots } from '../../../services/appointments/read-calendar.ts';
import { SLOT_QUERY } from '../../../services/appointments/statuses.ts';
import { Sheet } from '../../shared/dialogs.tsx';
import { formatLondonLongDay, formatLondonTime } from '../../shared/format.ts';
import { useAdminText } from '../../strings/use-admin-text.ts';
import { formatPlace } from '../booking-labels.ts';
import { formatSlotsName } from './calendar-entries.tsx';
import styles from './sheets-and-days.module.css';

type Props = {
  appointment: CalendarAppointment;
  target: CalendarSlots;
  busy: boolean;
  onMove: () => void;
  onClose: () => void;
};

/** Asks for confirmation before a dragged appointment is rescheduled, because the customer is notified at once. */
export function RescheduleSheet({ appointment, target, busy, onMove, onClose }: Props) {
  const text = useAdminText();
  return (
    <Sheet title={text('calendar:moveSure', { name: appointment.name })} onClose={onClose}>
      <dl className={styles.facts}>
        <dt>{text('calendar:from')}</dt>
        <dd>{formatSpan(appointment)}</dd>
        <dt>{text('calendar:to')}</dt>
        <dd>
          <strong>{formatSpan(target)}</strong>
        </dd>
        {target.showroomId !== appointment.showroomId && (
          <>
            <dt>{text('calendar:where')}</dt>
            <dd>{formatPlace(text, { ...target, postcode: appointment.postcode })}</dd>
          </>
        )}
      </dl>
      <p className={styles.note}>{text('calendar:moveTells')}</p>
      <footer className={styles.footer}>
        <Button size="small" margin={false} disabled={busy} onClick={onMove}>
          {text('calendar:moveYes')}
        </Button>
        <Button size="small" margin={false} buttonStyle="secondary" disabled={busy} onClick={onClose}>
          {text('calendar:moveNo')}
        </Button>
      </footer>
    </Sheet>
  );
}

const formatSpan = ({ startsAt, endsAt }: { startsAt: string; endsAt: string }) =>
  `${formatLondonLongDay(startsAt)}, ${formatLondonTime(startsAt)}–${formatLondonTime(endsAt)}`;

type SlotsSheetProps = {
  adminRoute: string;
  slots: CalendarSlots;
  busy: boolean;
  onSetClosed: (isClosed: boolean) => void;
  onClose: () => void;
};

const MEANING = {
  FREE: 'calendar:meansFree',
  HELD: 'calendar:meansHeld',
  CLOSED: 'calendar:meansClosed',
} as const satisfies Record<CalendarSlots['state'], string>;

/** A sheet about slots without a booking: their state, a link to book a free slot, and a button to close or open the slots. */
export function SlotsSheet({ adminRoute, slots, busy, onSetClosed, onClose }: SlotsSheetProps) {
  const text = useAdminText();
  const closed = slots.state === 'CLOSED';
  const closeLabel = () => {
    if (closed) return text('calendar:openSlot');
    const count = slots.slotIds.length;
    return count > 1 ? text('calendar:closeSlots', { count }) : text('calendar:closeSlot');
  };
  return (
    <Sheet title={formatSlotsName(text, slots)} onClose={onClose}>
      <p className={styles.when}>
        <strong>{formatLondonLongDay(slots.startsAt)}</strong> {formatLondonTime(slots.startsAt)}–
        {formatLondonTime(slots.endsAt)}
      </p>
      <p className={styles.note}>
        {slots.type === 'SHOWROOM' && `${formatPlace(text, { ...slots, postcode: '' })}. `}
        {text(MEANING[slots.state])}
      </p>
      <footer className={styles.footer}>
        {slots.state === 'FREE' && (
          <Button
            el="link"
            size="small"
            margin={false}
            to={`${adminRoute}/collections/bookings/create?${SLOT_QUERY}=${slots.slotIds[0]}`}
          >
            {text('calendar:newBooking')}
          </Button>
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
