'use client';
import { Button, Link } from '@payloadcms/ui';
import { useState } from 'react';
import type { CalendarAppointment } from '../../../services/appointments/read-calendar.ts';
import { type BookingStatus, isOpenStatus } from '../../../services/appointments/statuses.ts';
import { Sheet } from '../../shared/dialogs.tsx';
import { PhoneLink, Pill } from '../../shared/elements.tsx';
import { formatLondonLongDay, formatLondonTime } from '../../shared/format.ts';
import { useAdminText } from '../../strings/use-admin-text.ts';
import { formatPlace, formatRooms, STATUS_LABELS, STATUS_TONES } from '../booking-labels.ts';
import { type PickableSlot, SlotPicker } from '../slot-picker.tsx';
import { StatusSteps } from '../status-steps.tsx';
import { TakeBackButton } from '../take-back-button.tsx';
import styles from './sheets-and-days.module.css';

type Props = {
  api: string;
  adminRoute: string;
  appointment: CalendarAppointment;
  busy: boolean;
  onStep: (to: BookingStatus, reason?: string) => void;
  onTakeBack: (changeId: string) => void;
  onMove: (slot: PickableSlot) => void;
  onClose: () => void;
};

/** A sheet with the details of an appointment, and buttons to change its status or its time. */
export function AppointmentSheet({ api, adminRoute, appointment, busy, onStep, onTakeBack, onMove, onClose }: Props) {
  const text = useAdminText();
  const [isRescheduling, setIsRescheduling] = useState(false);
  const [slot, setSlot] = useState<PickableSlot>();
  return (
    <Sheet title={appointment.name} onClose={onClose}>
      <p className={styles.when}>
        <strong>{formatLondonLongDay(appointment.startsAt)}</strong> {formatLondonTime(appointment.startsAt)}–
        {formatLondonTime(appointment.endsAt)}
        <Pill tone={STATUS_TONES[appointment.status]}>{STATUS_LABELS[appointment.status]}</Pill>
      </p>
      <dl className={styles.facts}>
        <dt>{text('calendar:where')}</dt>
        <dd>{formatPlace(text, appointment)}</dd>
        <dt>{text('calendar:about')}</dt>
        <dd>{formatRooms(text, appointment)}</dd>
        <dt>{text('calendar:phone')}</dt>
        <dd>
          <PhoneLink phone={appointment.phone} />
        </dd>
        {appointment.address && (
          <>
            <dt>{text('calendar:address')}</dt>
            <dd className={styles.lines}>{[appointment.address, appointment.postcode].filter(Boolean).join(', ')}</dd>
          </>
        )}
        {appointment.notes && (
          <>
            <dt>{text('calendar:notes')}</dt>
            <dd className={styles.lines}>{appointment.notes}</dd>
          </>
        )}
      </dl>
      <StatusSteps status={appointment.status} startsAt={appointment.startsAt} disabled={busy} onStep={onStep} />
      {isRescheduling && (
        <>
          <SlotPicker api={api} type={appointment.type} chosen={slot?.id} onChoose={setSlot} />
          <Button size="small" margin={false} disabled={!slot || busy} onClick={() => slot && onMove(slot)}>
            {slot
              ? text('calendar:moveItTo', {
                  day: formatLondonLongDay(slot.startsAt),
                  time: formatLondonTime(slot.startsAt),
                })
              : text('calendar:chooseTime')}
          </Button>
        </>
      )}
      <footer className={styles.footer}>
        <TakeBackButton
          {...{ api, onTakeBack }}
          bookingId={appointment.bookingId}
          status={appointment.status}
          disabled={busy}
        />
        {isOpenStatus(appointment.status) && !isRescheduling && (
          <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setIsRescheduling(true)}>
            {text('bookings:move')}
          </Button>
        )}
        <Link href={`${adminRoute}/collections/bookings/${appointment.bookingId}`} prefetch={false}>
          {text('calendar:openBooking', { reference: appointment.referenceCode })}
        </Link>
      </footer>
    </Sheet>
  );
}
