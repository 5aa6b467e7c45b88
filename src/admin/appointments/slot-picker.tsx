'use client';

import { useEffect, useState } from 'react';
import type { Showroom, TimeSlot } from '../../payload-types.ts';
import type { AppointmentType } from '../../services/appointments/statuses.ts';
import { formatLondonDay, formatLondonTime, groupBy, toLondonDayKey } from '../shared/format.ts';
import { useAdminText } from '../strings/use-admin-text.ts';
import styles from './bookings.module.css';

export type PickableSlot = Pick<TimeSlot, 'id' | 'type' | 'startsAt' | 'endsAt' | 'lane'> & {
  showroom?: Pick<Showroom, 'id' | 'name'> | null;
};

type SlotsPage = { docs: PickableSlot[]; hasNextPage: boolean };

/**
 * Limits the list to 1,000 slots, because there may be slots for a whole year ahead. The next three weeks always fit: even a busy
 * company has fewer than 1,000 free slots in this time.
 */
const MAX_PAGES = 10;

/**
 * Loads the free slots of `type` from now on. If several teams have a free slot at the same time and place, returns only one of
 * these slots, because staff do not choose a team.
 */
export function useFreeSlots(api: string, type: AppointmentType | undefined) {
  const [state, setState] = useState<{ slots: PickableSlot[]; loading: boolean; failed: boolean }>({
    slots: [],
    loading: true,
    failed: false,
  });
  useEffect(() => {
    const abort = new AbortController();
    if (!type) return;
    setState({ slots: [], loading: true, failed: false });
    fetchFreeSlots(api, type, abort.signal)
      .then((slots) => setState({ slots: removeParallel(slots), loading: false, failed: false }))
      .catch(() => abort.signal.aborted || setState({ slots: [], loading: false, failed: true }));
    return () => abort.abort();
  }, [api, type]);
  return state;
}

async function fetchFreeSlots(api: string, type: AppointmentType, signal: AbortSignal): Promise<PickableSlot[]> {
  const slots: PickableSlot[] = [];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const query = new URLSearchParams({
      'where[type][equals]': type,
      'where[startsAt][greater_than]': new Date().toISOString(),
      'where[isBooked][not_equals]': 'true',
      'where[isClosed][not_equals]': 'true',
      sort: 'startsAt,lane',
      depth: '1',
      limit: '100',
      page: String(page),
    });
    const response = await fetch(`${api}/time-slots?${query}`, { credentials: 'include', signal });
    if (!response.ok) throw new Error(`Loading the slots failed with status ${response.status}.`);
    const { docs, hasNextPage } = (await response.json()) as SlotsPage;
    slots.push(...docs);
    if (!hasNextPage) break;
  }
  return slots;
}

function removeParallel(slots: PickableSlot[]): PickableSlot[] {
  const first = new Map<string, PickableSlot>();
  for (const slot of slots) {
    const key = `${slot.startsAt} ${slot.endsAt} ${slot.showroom?.id ?? ''}`;
    if (!first.has(key)) first.set(key, slot);
  }
  return [...first.values()];
}

type Props = {
  api: string;
  type: AppointmentType;
  chosen: string | undefined;
  onChoose: (slot: PickableSlot) => void;
};

/** The days with free slots, and the times of the selected day. */
export function SlotPicker({ api, type, chosen, onChoose }: Props) {
  const text = useAdminText();
  const { slots, loading, failed } = useFreeSlots(api, type);
  const [opened, setOpened] = useState<string>();
  const days = groupBy(slots, ({ startsAt }) => toLondonDayKey(startsAt));
  const chosenDay = slots.find(({ id }) => id === chosen)?.startsAt;
  const day =
    [opened, chosenDay && toLondonDayKey(chosenDay)].find((key) => key && days.has(key)) ?? [...days.keys()][0];
  if (failed) return <p className={styles.note}>{text('bookings:slotsUnread')}</p>;
  if (loading) return <p className={styles.note}>{text('bookings:slotsLoading')}</p>;
  if (!day) return <p className={styles.note}>{text('bookings:noSlots')}</p>;
  const places = groupBy(days.get(day) ?? [], ({ showroom }) => showroom?.name ?? '');
  return (
    <div className={styles.picker}>
      <fieldset className={styles.days} aria-label={text('bookings:day')}>
        {[...days].map(([key, ofDay]) => (
          <button key={key} type="button" aria-pressed={key === day} onClick={() => setOpened(key)}>
            {formatLondonDay(ofDay[0]?.startsAt ?? key)}
            <small>{text('bookings:free', { count: ofDay.length })}</small>
          </button>
        ))}
      </fieldset>
      {[...places].map(([place, ofPlace]) => (
        <fieldset key={place} className={styles.times} aria-label={place || text('bookings:time')}>
          {place && <strong>{place}</strong>}
          {ofPlace.map((slot) => (
            <button key={slot.id} type="button" aria-pressed={slot.id === chosen} onClick={() => onChoose(slot)}>
              {formatLondonTime(slot.startsAt)}
            </button>
          ))}
        </fieldset>
      ))}
    </div>
  );
}
