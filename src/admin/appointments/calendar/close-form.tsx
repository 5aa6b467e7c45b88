import { Button } from '@payloadcms/ui';
import { useState } from 'react';
import type { CalendarAppointment } from '../../../services/appointments/read-calendar.ts';
import labelledInput from '../../shared/fields-and-lists.module.css';
import { formatLondonTime } from '../../shared/format.ts';
import { useAdminText } from '../../strings/use-admin-text.ts';
import { type ClosableTime, listVisitsToMove } from './calendar-hours.ts';
import styles from './sheets-and-days.module.css';
import type { ShowroomName } from './toolbar.tsx';

type Props = { visits: readonly CalendarAppointment[]; onOpenVisit: (visit: CalendarAppointment) => void };

/** The visits at a closed time, which staff have to move or cancel one by one. */
export function VisitsToMove({ visits, onOpenVisit }: Props) {
  const text = useAdminText();
  if (visits.length === 0) return null;
  return (
    <div className={styles.toMove}>
      <p className={styles.note}>{text('calendar:toMove', { count: visits.length })}</p>
      <ul>
        {visits.map((visit) => (
          <li key={visit.bookingId}>
            <button type="button" onClick={() => onOpenVisit(visit)}>
              {formatLondonTime(visit.startsAt)} {visit.name}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

type CloseFormProps = {
  /** YYYY-MM-DD. */
  date: string;
  showrooms: readonly ShowroomName[];
  /** The showroom that is selected at first; empty for the whole company. */
  shownShowroomId: string;
  visits: readonly CalendarAppointment[];
  busy: boolean;
  onOpenVisit: (visit: CalendarAppointment) => void;
  onCloseDay: (closed: ClosableTime, reason: string) => void;
  onCancel: () => void;
};

/** The form that closes a day, or some of its hours, for a showroom or for the whole company. */
export function CloseForm({ date, showrooms, shownShowroomId, visits, busy, ...on }: CloseFormProps) {
  const { onOpenVisit, onCloseDay, onCancel } = on;
  const text = useAdminText();
  const [showroomId, setShowroomId] = useState(shownShowroomId);
  const [part, setPart] = useState(false);
  const [hours, setHours] = useState({ from: '', to: '' });
  const [reason, setReason] = useState('');
  const valid = !part || (hours.from !== '' && hours.from < hours.to);
  const closed = { date, showroomId: showroomId || null, ...(part ? hours : { from: null, to: null }) };
  return (
    <div className={styles.form}>
      <label className={labelledInput.labelled}>
        {text('calendar:whatIsClosed')}
        <select value={showroomId} onChange={({ target }) => setShowroomId(target.value)}>
          <option value="">{text('calendar:wholeCompany')}</option>
          {showrooms.map(({ id, name }) => (
            <option key={id} value={id}>
              {text('common:atShowroom', { name })}
            </option>
          ))}
        </select>
      </label>
      <label className={labelledInput.labelled}>
        {text('calendar:whenClosed')}
        <select value={part ? 'part' : 'day'} onChange={({ target }) => setPart(target.value === 'part')}>
          <option value="day">{text('calendar:wholeDay')}</option>
          <option value="part">{text('calendar:partOfDay')}</option>
        </select>
      </label>
      {part && (
        <div className={styles.hours}>
          <label className={labelledInput.labelled}>
            {text('calendar:closedFrom')}
            <input
              type="time"
              value={hours.from}
              onChange={({ target }) => setHours({ ...hours, from: target.value })}
            />
          </label>
          <label className={labelledInput.labelled}>
            {text('calendar:closedTo')}
            <input type="time" value={hours.to} onChange={({ target }) => setHours({ ...hours, to: target.value })} />
          </label>
        </div>
      )}
      <label className={labelledInput.labelled}>
        {text('calendar:reason')}
        <input value={reason} maxLength={100} onChange={({ target }) => setReason(target.value)} />
      </label>
      <p className={styles.note}>{text(part ? 'calendar:closeHoursMeans' : 'calendar:closeMeans')}</p>
      {valid && <VisitsToMove visits={listVisitsToMove(visits, closed)} onOpenVisit={onOpenVisit} />}
      <footer className={styles.footer}>
        <Button size="small" margin={false} disabled={busy || !valid} onClick={() => onCloseDay(closed, reason)}>
          {busy ? text('calendar:closing') : text(part ? 'calendar:closeHoursYes' : 'calendar:closeYes')}
        </Button>
        <Button size="small" margin={false} buttonStyle="secondary" onClick={onCancel}>
          {text('calendar:closeNo')}
        </Button>
      </footer>
    </div>
  );
}
