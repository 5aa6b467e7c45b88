import '../../shared/tokens.css';
import type { EventInput } from '@fullcalendar/react';
import type { CalendarAppointment, CalendarData, CalendarSlots } from '../../../services/appointments/read-calendar.ts';
import { isOpenStatus } from '../../../services/appointments/statuses.ts';
import { formatLondonTime } from '../../shared/format.ts';
import type { AdminText } from '../../strings/admin-text.ts';
import { useAdminText } from '../../strings/use-admin-text.ts';
import { formatPlace, formatRooms, STATUS_LABELS, TYPE_COLOURS, TYPE_LABELS } from '../booking-labels.ts';
import styles from './calendar.module.css';

/** An entry of the calendar: an appointment, or a group of unbooked slots with the same time, type and showroom. */
export type CalendarEntry =
  | { kind: 'visit'; appointment: CalendarAppointment }
  | { kind: 'open'; slots: CalendarSlots };

/** The display of slots without a booking: entries beside the appointments, narrow bars at the edge of a day, or nothing. */
export type OpenSlotsDisplay = 'entries' | 'rails' | 'nothing';

const toAppointmentEvent = (appointment: CalendarAppointment): [EventInput, CalendarEntry] => [
  {
    id: appointment.bookingId,
    title: appointment.name,
    display: 'block',
    color: TYPE_COLOURS[appointment.type],
    start: appointment.startsAt,
    end: appointment.endsAt,
    startEditable: isOpenStatus(appointment.status),
    extendedProps: { rank: 0 },
  },
  { kind: 'visit', appointment },
];

const toSlotsEvent = (slots: CalendarSlots, as: OpenSlotsDisplay): [EventInput, CalendarEntry] => [
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

/** Returns the events for FullCalendar, and a map from the id of each event to its entry. */
export function toCalendarEvents({ visits, openSlots }: CalendarData, openAs: OpenSlotsDisplay) {
  const open = openAs === 'nothing' ? [] : openSlots.map((slots) => toSlotsEvent(slots, openAs));
  const pairs = [...visits.map(toAppointmentEvent), ...open];
  return {
    events: pairs.map(([event]) => event),
    entriesById: new Map(pairs.map(([{ id }, entry]) => [String(id), entry])),
  };
}

type Props = {
  entry: CalendarEntry;
  /** Whether there is only room for one line. */
  brief?: boolean;
  /** Whether there is only room for the time. */
  nameless?: boolean;
};

/** The text of an entry in the calendar. */
export function EntryContent({ entry, brief = false, nameless = false }: Props) {
  const text = useAdminText();
  if (entry.kind === 'open') {
    const { slots } = entry;
    return (
      <span className={styles.entry} title={formatSlotsName(text, slots)}>
        <time>{formatLondonTime(slots.startsAt)}</time> <strong>{formatSlotsState(text, slots)}</strong>
        <span className={styles.detail}>{[TYPE_LABELS[slots.type], slots.showroom].filter(Boolean).join(', ')}</span>
      </span>
    );
  }
  const { appointment } = entry;
  const status = STATUS_LABELS[appointment.status];
  return (
    <span
      className={styles.entry}
      data-brief={brief || undefined}
      title={`${appointment.name}, ${formatPlace(text, appointment)}, ${status}`}
    >
      <time>{formatLondonTime(appointment.startsAt)}</time> {!nameless && <strong>{appointment.name}</strong>}
      {!brief && (
        <span className={styles.detail}>
          {formatPlace(text, appointment)} · {formatRooms(text, appointment)} · {status}
        </span>
      )}
    </span>
  );
}

function formatSlotsState(text: AdminText, { state, slotIds }: CalendarSlots): string {
  if (state === 'FREE') return text('calendar:free', { count: slotIds.length });
  return text(state === 'HELD' ? 'calendar:held' : 'calendar:closed');
}

/** Describes slots as "2 free, Showroom visit, Clapham". */
export const formatSlotsName = (text: AdminText, slots: CalendarSlots) =>
  [formatSlotsState(text, slots), TYPE_LABELS[slots.type], slots.showroom].filter(Boolean).join(', ');
