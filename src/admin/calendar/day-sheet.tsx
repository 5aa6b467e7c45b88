'use client';
import { Button } from '@payloadcms/ui';
import { useState } from 'react';
import type { ClosedDay } from '../../services/appointments/diary.ts';
import { londonDayKey, londonLongDay } from '../london-format.ts';
import { Sheet } from '../sheet.tsx';
import { TYPE_COLOURS, TYPE_LABELS } from '../wording.ts';
import type { DayCapacity } from './capacity.ts';
import styles from './sheets.module.css';
import type { ShowroomName } from './toolbar.tsx';

type Props = {
  /** YYYY-MM-DD. */
  date: string;
  capacity: DayCapacity;
  showrooms: readonly ShowroomName[];
  busy: boolean;
  onShowDay: () => void;
  onCloseDay: (showroomId: string, reason: string) => void;
  onReopen: (closed: ClosedDay) => void;
  onClose: () => void;
};

/** A day: how full each part of it is, and closing it or opening it again. */
export function DaySheet({ date, capacity, showrooms, busy, onShowDay, onCloseDay, onReopen, onClose }: Props) {
  const [closing, setClosing] = useState(false);
  const [showroomId, setShowroomId] = useState('');
  const [reason, setReason] = useState('');
  const nameOf = (id: string | null) => showrooms.find((one) => one.id === id)?.name;
  const past = date < londonDayKey(new Date());
  return (
    <Sheet title={londonLongDay(date)} onClose={onClose}>
      {capacity.closed.map((closed) => (
        <div key={closed.showroomId} className={styles.closed}>
          <span>
            {closed.showroomId ? `${nameOf(closed.showroomId)} showroom is closed` : 'Closed'}
            {closed.reason && `: ${closed.reason}`}
          </span>
          {!past && (
            <Button
              size="small"
              margin={false}
              buttonStyle="secondary"
              disabled={busy}
              onClick={() => onReopen(closed)}
            >
              Open again
            </Button>
          )}
        </div>
      ))}
      <ul className={styles.parts}>
        {capacity.parts.map(({ key, type, showroom, visits, free }) => (
          <li key={key}>
            <span>{showroom ? `${showroom} showroom` : TYPE_LABELS[type]}</span>
            <span>
              <strong>{visits}</strong> booked, <strong>{free}</strong> free
            </span>
            <span className={styles.track}>
              <i style={{ width: `${(100 * visits) / (visits + free)}%`, background: TYPE_COLOURS[type] }} />
            </span>
          </li>
        ))}
        {capacity.parts.length === 0 && (
          <li className={styles.note}>There are no slots. Weekly hours are set under Availability.</li>
        )}
      </ul>
      {closing ? (
        <div className={styles.form}>
          <label>
            What is closed
            <select value={showroomId} onChange={({ target }) => setShowroomId(target.value)}>
              <option value="">The whole company</option>
              {showrooms.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name} showroom
                </option>
              ))}
            </select>
          </label>
          <label>
            Reason, for colleagues
            <input value={reason} maxLength={100} onChange={({ target }) => setReason(target.value)} />
          </label>
          <p className={styles.note}>
            Free times of that day leave the website at once. Bookings stay: move or cancel them one by one.
          </p>
          <footer className={styles.footer}>
            <Button size="small" margin={false} disabled={busy} onClick={() => onCloseDay(showroomId, reason)}>
              Yes, close it
            </Button>
            <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setClosing(false)}>
              Leave it open
            </Button>
          </footer>
        </div>
      ) : (
        <footer className={styles.footer}>
          <Button size="small" margin={false} buttonStyle="secondary" onClick={onShowDay}>
            Show the day
          </Button>
          {!past && (
            <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setClosing(true)}>
              Close this day
            </Button>
          )}
        </footer>
      )}
    </Sheet>
  );
}
