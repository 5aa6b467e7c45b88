'use client';
import { Button, Link } from '@payloadcms/ui';
import { useState } from 'react';
import type { DiaryVisit } from '../../services/appointments/diary.ts';
import { isOpen } from '../../services/appointments/state-machine.ts';
import type { BookingStatus } from '../../services/appointments/types.ts';
import type { PickableSlot } from '../bookings/free-slots.ts';
import { SlotPicker } from '../bookings/slot-picker.tsx';
import { StatusSteps } from '../bookings/status-steps.tsx';
import { londonLongDay, londonTime } from '../london-format.ts';
import { Pill } from '../pill.tsx';
import { Sheet } from '../sheet.tsx';
import { useDeskText } from '../strings/use-desk-text.ts';
import { placeOf, roomsOf, STATUS_LABELS, STATUS_TONES } from '../wording.ts';
import styles from './sheets.module.css';

type Props = {
  api: string;
  adminRoute: string;
  visit: DiaryVisit;
  busy: boolean;
  onStep: (to: BookingStatus, reason?: string) => void;
  onMove: (slot: PickableSlot) => void;
  onClose: () => void;
};

/** One visit: who, when, where, and what can be done with it. */
export function VisitSheet({ api, adminRoute, visit, busy, onStep, onMove, onClose }: Props) {
  const text = useDeskText();
  const [moving, setMoving] = useState(false);
  const [slot, setSlot] = useState<PickableSlot>();
  return (
    <Sheet title={visit.name} onClose={onClose}>
      <p className={styles.when}>
        <strong>{londonLongDay(visit.startsAt)}</strong> {londonTime(visit.startsAt)}–{londonTime(visit.endsAt)}
        <Pill tone={STATUS_TONES[visit.status]}>{STATUS_LABELS[visit.status]}</Pill>
      </p>
      <dl className={styles.facts}>
        <dt>{text('calendar:where')}</dt>
        <dd>{placeOf(text, visit)}</dd>
        <dt>{text('calendar:about')}</dt>
        <dd>{roomsOf(text, visit)}</dd>
        <dt>{text('calendar:phone')}</dt>
        <dd>
          <a href={`tel:${visit.phone}`}>{visit.phone}</a>
        </dd>
        {visit.address && (
          <>
            <dt>{text('calendar:address')}</dt>
            <dd className={styles.lines}>{[visit.address, visit.postcode].filter(Boolean).join(', ')}</dd>
          </>
        )}
        {visit.notes && (
          <>
            <dt>{text('calendar:notes')}</dt>
            <dd className={styles.lines}>{visit.notes}</dd>
          </>
        )}
      </dl>
      <StatusSteps status={visit.status} startsAt={visit.startsAt} disabled={busy} onStep={onStep} />
      {moving && (
        <>
          <SlotPicker api={api} type={visit.type} chosen={slot?.id} onChoose={setSlot} />
          <Button size="small" margin={false} disabled={!slot || busy} onClick={() => slot && onMove(slot)}>
            {slot
              ? text('calendar:moveItTo', { day: londonLongDay(slot.startsAt), time: londonTime(slot.startsAt) })
              : text('calendar:chooseTime')}
          </Button>
        </>
      )}
      <footer className={styles.footer}>
        {isOpen(visit.status) && !moving && (
          <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setMoving(true)}>
            {text('bookings:move')}
          </Button>
        )}
        <Link href={`${adminRoute}/collections/bookings/${visit.bookingId}`} prefetch={false}>
          {text('calendar:openBooking', { reference: visit.referenceCode })}
        </Link>
      </footer>
    </Sheet>
  );
}
