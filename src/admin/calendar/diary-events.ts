import type { EventInput } from '@fullcalendar/react';
import type { Diary, DiaryVisit, OpenSlots } from '../../services/appointments/diary.ts';
import { isOpen } from '../../services/appointments/state-machine.ts';
import { TYPE_COLOURS } from '../wording.ts';

/** What an entry of the calendar stands for. */
export type Entry = { kind: 'visit'; visit: DiaryVisit } | { kind: 'open'; slots: OpenSlots };

/** How open slots are drawn: as entries beside the visits, as thin rails at the edge of a day, or not at all. */
export type OpenAs = 'entries' | 'rails' | 'nothing';

const visitEvent = (visit: DiaryVisit): [EventInput, Entry] => [
  {
    id: visit.bookingId,
    title: visit.name,
    display: 'block',
    color: TYPE_COLOURS[visit.type],
    start: visit.startsAt,
    end: visit.endsAt,
    startEditable: isOpen(visit.status),
    extendedProps: { rank: 0 },
  },
  { kind: 'visit', visit },
];

const openEvent = (slots: OpenSlots, as: OpenAs): [EventInput, Entry] => [
  {
    id: `${slots.state} ${slots.slotIds[0]}`,
    title: slots.state,
    display: as === 'rails' ? 'background' : 'block',
    start: slots.startsAt,
    end: slots.endsAt,
    startEditable: false,
    extendedProps: { rank: 1 },
  },
  { kind: 'open', slots },
];

/** The entries of a diary by their ids, and as the calendar's component wants them. */
export function diaryEvents({ visits, openSlots }: Diary, openAs: OpenAs) {
  const open = openAs === 'nothing' ? [] : openSlots.map((slots) => openEvent(slots, openAs));
  const pairs = [...visits.map(visitEvent), ...open];
  return {
    events: pairs.map(([event]) => event),
    entryOf: new Map(pairs.map(([{ id }, entry]) => [String(id), entry])),
  };
}
