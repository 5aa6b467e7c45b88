'use client';
import { useEffect, useState } from 'react';
import type { Showroom, TimeSlot } from '../../payload-types.ts';
import type { AppointmentType } from '../../services/appointments/types.ts';

export type PickableSlot = Pick<TimeSlot, 'id' | 'type' | 'startsAt' | 'endsAt' | 'lane'> & {
  showroom?: Pick<Showroom, 'id' | 'name'> | null;
};

type Page = { docs: PickableSlot[]; hasNextPage: boolean };

/** More than three weeks of a busy company have; the horizon may be a year. */
const MAX_PAGES = 10;

/** The free slots of `type` from now on. One is enough of parallel teams: the customer does not choose among them. */
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
    loadAll(api, type, abort.signal)
      .then((slots) => setState({ slots: withoutParallel(slots), loading: false, failed: false }))
      .catch(() => abort.signal.aborted || setState({ slots: [], loading: false, failed: true }));
    return () => abort.abort();
  }, [api, type]);
  return state;
}

async function loadAll(api: string, type: AppointmentType, signal: AbortSignal): Promise<PickableSlot[]> {
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
    if (!response.ok) throw new Error(`The slots answered ${response.status}.`);
    const { docs, hasNextPage } = (await response.json()) as Page;
    slots.push(...docs);
    if (!hasNextPage) break;
  }
  return slots;
}

function withoutParallel(slots: PickableSlot[]): PickableSlot[] {
  const first = new Map<string, PickableSlot>();
  for (const slot of slots) {
    const key = `${slot.startsAt} ${slot.endsAt} ${slot.showroom?.id ?? ''}`;
    if (!first.has(key)) first.set(key, slot);
  }
  return [...first.values()];
}
