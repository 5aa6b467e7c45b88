'use client';
import { Button } from '@payloadcms/ui';
import { useState } from 'react';
import type { ClosedDay } from '../../services/appointments/diary.ts';
import labelledInput from '../labelled-input.module.css';
import { londonDayKey, londonLongDay } from '../london-format.ts';
import { Sheet } from '../sheet.tsx';
import { useDeskText } from '../strings/use-desk-text.ts';
import { TYPE_COLOURS, TYPE_LABELS } from '../wording.ts';
import type { DayCapacity } from './capacity.ts';
import styles from './sheets.module.css';
import type { ShowroomName } from './toolbar.tsx';

type Props = {
  /** YYYY-MM-DD. */
  date: string;
  capacity: DayCapacity;
  showrooms: readonly ShowroomName[];
  /** Which showroom the calendar shows; empty for everywhere. */
  shownShowroomId: string;
  busy: boolean;
  onShowDay: () => void;
  onCloseDay: (showroomId: string, reason: string) => void;
  onReopen: (closed: ClosedDay) => void;
  onClose: () => void;
};

/** A day: how full each part of it is, and closing it or opening it again. */
export function DaySheet({ date, capacity, showrooms, shownShowroomId, busy, ...on }: Props) {
  const { onShowDay, onCloseDay, onReopen, onClose } = on;
  const text = useDeskText();
  const [closing, setClosing] = useState(false);
  const [showroomId, setShowroomId] = useState(shownShowroomId);
  const [reason, setReason] = useState('');
  const nameOf = (id: string | null) => showrooms.find((one) => one.id === id)?.name;
  const closedWhere = ({ showroomId: id }: ClosedDay) =>
    id ? text('calendar:showroomClosed', { name: nameOf(id) ?? '' }) : text('calendar:closed');
  const past = date < londonDayKey(new Date());
  return (
    <Sheet title={londonLongDay(date)} onClose={onClose}>
      {capacity.closed.map((closed) => (
        <div key={closed.showroomId} className={styles.closed}>
          <span>{[closedWhere(closed), closed.reason].filter(Boolean).join(': ')}</span>
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
        </div>
      ))}
      <ul className={styles.parts}>
        {capacity.parts.map(({ key, type, showroom, visits, free }) => (
          <li key={key}>
            <span>{showroom ? text('common:atShowroom', { name: showroom }) : TYPE_LABELS[type]}</span>
            <span>
              <strong>{visits}</strong> {text('calendar:bookedAnd')} <strong>{free}</strong> {text('calendar:freeUnit')}
            </span>
            <span className={styles.track}>
              <i style={{ width: `${(100 * visits) / (visits + free)}%`, background: TYPE_COLOURS[type] }} />
            </span>
          </li>
        ))}
        {capacity.parts.length === 0 && <li className={styles.note}>{text('calendar:noSlots')}</li>}
      </ul>
      {closing ? (
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
            {text('calendar:reason')}
            <input value={reason} maxLength={100} onChange={({ target }) => setReason(target.value)} />
          </label>
          <p className={styles.note}>{text('calendar:closeMeans')}</p>
          <footer className={styles.footer}>
            <Button size="small" margin={false} disabled={busy} onClick={() => onCloseDay(showroomId, reason)}>
              {text(busy ? 'calendar:closing' : 'calendar:closeYes')}
            </Button>
            <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setClosing(false)}>
              {text('calendar:closeNo')}
            </Button>
          </footer>
        </div>
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
