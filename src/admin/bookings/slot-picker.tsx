'use client';
import { useState } from 'react';
import type { AppointmentType } from '../../services/appointments/types.ts';
import { groupBy } from '../group-by.ts';
import { londonDay, londonDayKey, londonTime } from '../london-format.ts';
import { useDeskText } from '../strings/use-desk-text.ts';
import { type PickableSlot, useFreeSlots } from './free-slots.ts';
import styles from './slot-field.module.css';

type Props = {
  api: string;
  type: AppointmentType;
  chosen: string | undefined;
  onChoose: (slot: PickableSlot) => void;
};

/** The days that have free slots, and the times of the day that is open. */
export function SlotPicker({ api, type, chosen, onChoose }: Props) {
  const text = useDeskText();
  const { slots, loading, failed } = useFreeSlots(api, type);
  const [opened, setOpened] = useState<string>();
  const days = groupBy(slots, ({ startsAt }) => londonDayKey(startsAt));
  const chosenDay = slots.find(({ id }) => id === chosen)?.startsAt;
  const day = [opened, chosenDay && londonDayKey(chosenDay)].find((key) => key && days.has(key)) ?? [...days.keys()][0];
  if (failed) return <p className={styles.note}>{text('bookings:slotsUnread')}</p>;
  if (loading) return <p className={styles.note}>{text('bookings:slotsLoading')}</p>;
  if (!day) return <p className={styles.note}>{text('bookings:noSlots')}</p>;
  const places = groupBy(days.get(day) ?? [], ({ showroom }) => showroom?.name ?? '');
  return (
    <div className={styles.picker}>
      <fieldset className={styles.days} aria-label={text('bookings:day')}>
        {[...days].map(([key, ofDay]) => (
          <button key={key} type="button" aria-pressed={key === day} onClick={() => setOpened(key)}>
            {londonDay(ofDay[0]?.startsAt ?? key)}
            <small>{text('bookings:free', { count: ofDay.length })}</small>
          </button>
        ))}
      </fieldset>
      {[...places].map(([place, ofPlace]) => (
        <fieldset key={place} className={styles.times} aria-label={place || text('bookings:time')}>
          {place && <strong>{place}</strong>}
          {ofPlace.map((slot) => (
            <button key={slot.id} type="button" aria-pressed={slot.id === chosen} onClick={() => onChoose(slot)}>
              {londonTime(slot.startsAt)}
            </button>
          ))}
        </fieldset>
      ))}
    </div>
  );
}
