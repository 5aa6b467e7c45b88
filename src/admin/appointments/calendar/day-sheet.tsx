'use client';
import { Button } from '@payloadcms/ui';
import { useState } from 'react';
import type { CalendarAppointment, CalendarClosedDay } from '../../../services/appointments/read-calendar.ts';
import { Sheet } from '../../shared/dialogs.tsx';
import { formatLondonLongDay, toLondonDayKey } from '../../shared/format.ts';
import { useAdminText } from '../../strings/use-admin-text.ts';
import { TYPE_COLOURS, TYPE_LABELS } from '../booking-labels.ts';
import { type ClosableTime, formatClosedHours, listVisitsToMove } from './calendar-hours.ts';
import type { DayCapacity } from './capacity.ts';
import { CloseForm, VisitsToMove } from './close-form.tsx';
import styles from './sheets-and-days.module.css';
import type { ShowroomName } from './toolbar.tsx';

type Props = {
  /** YYYY-MM-DD. */
  date: string;
  capacity: DayCapacity;
  showrooms: readonly ShowroomName[];
  /** The showroom that the calendar shows; empty for all. */
  shownShowroomId: string;
  visits: readonly CalendarAppointment[];
  busy: boolean;
  onShowDay: () => void;
  onOpenVisit: (visit: CalendarAppointment) => void;
  onCloseDay: (closed: ClosableTime, reason: string) => void;
  onReopen: (closed: CalendarClosedDay) => void;
  onClose: () => void;
};

/**
 * A sheet with the capacity of each appointment type and place on a day, and buttons to close or reopen the day or some
 * of its hours.
 */
export function DaySheet({ date, capacity, showrooms, shownShowroomId, visits, busy, ...on }: Props) {
  const { onShowDay, onOpenVisit, onCloseDay, onReopen, onClose } = on;
  const text = useAdminText();
  const [closing, setClosing] = useState(false);
  const findShowroomName = (id: string | null) => showrooms.find((showroom) => showroom.id === id)?.name;
  const formatClosedPlace = ({ showroomId: id }: CalendarClosedDay) =>
    id ? text('calendar:showroomClosed', { name: findShowroomName(id) ?? '' }) : text('calendar:closed');
  const past = date < toLondonDayKey(new Date());
  return (
    <Sheet title={formatLondonLongDay(date)} onClose={onClose}>
      {capacity.closed.map((closed) => (
        <div key={`${closed.showroomId} ${closed.from}`} className={styles.closed}>
          <span>
            {[[formatClosedPlace(closed), formatClosedHours(closed)].filter(Boolean).join(' '), closed.reason]
              .filter(Boolean)
              .join(': ')}
          </span>
          {!past && (
            <Button
              size="small"
              margin={false}
              buttonStyle="secondary"
              disabled={busy}
              onClick={() => onReopen(closed)}
            >
              {text('calendar:openAgain')}
            </Button>
          )}
          {!past && <VisitsToMove visits={listVisitsToMove(visits, closed)} onOpenVisit={onOpenVisit} />}
        </div>
      ))}
      <ul className={styles.parts}>
        {capacity.parts.map(({ key, type, showroom, appointments, free }) => (
          <li key={key}>
            <span>{showroom ? text('common:atShowroom', { name: showroom }) : TYPE_LABELS[type]}</span>
            <span>
              <strong>{appointments}</strong> {text('calendar:bookedAnd')} <strong>{free}</strong>{' '}
              {text('calendar:freeUnit')}
            </span>
            <span className={styles.track}>
              <i
                style={{ width: `${(100 * appointments) / (appointments + free)}%`, background: TYPE_COLOURS[type] }}
              />
            </span>
          </li>
        ))}
        {capacity.parts.length === 0 && <li className={styles.note}>{text('calendar:noSlots')}</li>}
      </ul>
      {closing ? (
        <CloseForm
          {...{ date, showrooms, shownShowroomId, visits, busy, onOpenVisit, onCloseDay }}
          onCancel={() => setClosing(false)}
        />
      ) : (
        <footer className={styles.footer}>
          <Button size="small" margin={false} buttonStyle="secondary" onClick={onShowDay}>
            {text('calendar:showDay')}
          </Button>
          {!past && (
            <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setClosing(true)}>
              {text('calendar:closeDay')}
            </Button>
          )}
        </footer>
      )}
    </Sheet>
  );
}
