'use client';
import FullCalendar, { type CalendarRef, type EventDropInfo, type EventInput } from '@fullcalendar/react';
import dayGridPlugin from '@fullcalendar/react/daygrid';
import interactionPlugin from '@fullcalendar/react/interaction';
import listPlugin from '@fullcalendar/react/list';
import british from '@fullcalendar/react/locales/en-gb';
import classicTheme from '@fullcalendar/react/themes/classic';
import timeGridPlugin from '@fullcalendar/react/timegrid';
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { LONDON } from '../../../lib/dates.ts';
import type { CalendarAppointment } from '../../../services/appointments/read-calendar.ts';
import { formatLondonLongDay, toLondonDayKey } from '../../shared/format.ts';
import { useAdminText } from '../../strings/use-admin-text.ts';
import styles from './calendar.module.css';
import type { CalendarWindow } from './calendar-api.ts';
import { type CalendarEntry, EntryContent } from './calendar-entries.tsx';
import type { DayCapacity } from './capacity.ts';
import { capacityInWords, DayHeading } from './day-heading.tsx';

const PLUGINS = [dayGridPlugin, timeGridPlugin, listPlugin, interactionPlugin, classicTheme];

const VIEWS = {
  day: { titleFormat: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } },
  week: { titleFormat: { day: 'numeric', month: 'long', year: 'numeric' } },
} as const;

type Props = {
  ref?: Ref<CalendarRef> | undefined;
  view: string;
  /** Whether the grid is one of several grids side by side, which have no headings of their own. */
  lane?: boolean;
  date: string;
  events: EventInput[];
  /** The hours of a day that the grid shows, in London time: "08:00" to "21:00". */
  hours: { from: string; to: string };
  entriesById: ReadonlyMap<string, CalendarEntry>;
  /** Undefined while loading. */
  getCapacity: (date: string) => DayCapacity | undefined;
  canDrop: (appointment: CalendarAppointment, at: Date) => boolean;
  onDrop: (info: EventDropInfo) => void;
  onRange: (window: CalendarWindow, title: string) => void;
  onOpenEntry: (entry: CalendarEntry) => void;
  onOpenDay: (date: string) => void;
};

/** The grid of the calendar, in London time regardless of the browser's time zone. */
export function Grid({
  ref,
  view,
  lane = false,
  date,
  events,
  hours,
  entriesById,
  getCapacity,
  canDrop,
  onDrop,
  onRange,
  ...on
}: Props) {
  const text = useAdminText();
  const calendar = useRef<CalendarRef>(null);
  const [dragged, setDragged] = useState<CalendarAppointment>();
  const laidOut = useLaidOut();
  useImperativeHandle(ref, () => ({
    getApi: () => {
      if (!calendar.current) throw new Error('The calendar has not been rendered yet.');
      return calendar.current.getApi();
    },
  }));
  useEffect(() => {
    const api = calendar.current?.getApi();
    api?.changeView(view, date);
    if (api)
      onRange({ from: api.view.activeStart.toISOString(), to: api.view.activeEnd.toISOString() }, api.view.title);
  }, [view, date, onRange]);

  const heading = (at: Date, label: string, narrow = false) => {
    const day = toLondonDayKey(at);
    return <DayHeading {...{ label, narrow }} capacity={getCapacity(day)} past={day < toLondonDayKey(new Date())} />;
  };

  return (
    <div className={styles.grid} data-dragging={dragged?.type} style={laidOut ? {} : { visibility: 'hidden' }}>
      <FullCalendar
        ref={calendar}
        plugins={PLUGINS}
        locale={british}
        timeZone={LONDON}
        initialView={view}
        initialDate={date}
        headerToolbar={false}
        height="auto"
        allDaySlot={false}
        nowIndicator
        eventInteractive
        editable
        eventDurationEditable={false}
        slotEventOverlap={false}
        slotDuration="00:30:00"
        slotMinHeight={27}
        eventShortHeight={32}
        snapDuration="00:15:00"
        slotMinTime={`${hours.from}:00`}
        slotMaxTime={`${hours.to}:00`}
        dayMaxEvents={5}
        eventOrder="start,rank,title"
        eventTimeFormat={{ hour: '2-digit', minute: '2-digit' }}
        slotHeaderFormat={{ hour: '2-digit', minute: '2-digit' }}
        noEventsText={text('calendar:noAppointments')}
        events={events}
        eventColor="var(--theme-elevation-0)"
        eventContrastColor="var(--theme-text)"
        eventClass={({ event: { id } }) => getEntryClass(entriesById.get(id))}
        backgroundEventClass={({ event: { id } }) => getRailClass(entriesById.get(id))}
        backgroundEventContent={({ event: { id } }) => {
          const entry = entriesById.get(id);
          return entry ? <EntryContent entry={entry} /> : null;
        }}
        dayHeaders={!lane}
        slotHeaderInnerClass={String(styles.axis)}
        dayHeaderInnerClass={String(styles.dayHeader)}
        dayCellTopInnerClass={String(styles.dayHeader)}
        dayLaneInnerClass={view === 'timeGridWeek' ? String(styles.lane) : ''}
        views={VIEWS}
        eventContent={({ event: { id }, isShort, isNarrow, view: { type } }) => {
          const entry = entriesById.get(id);
          const month = type === 'dayGridMonth';
          return entry ? <EntryContent entry={entry} brief={isShort || month} nameless={month && isNarrow} /> : null;
        }}
        eventClick={({ event: { id } }) => {
          const entry = entriesById.get(id);
          if (entry) on.onOpenEntry(entry);
        }}
        eventDragStart={({ event: { id } }) => {
          const entry = entriesById.get(id);
          setDragged(entry?.kind === 'visit' ? entry.appointment : undefined);
        }}
        eventDragStop={() => setDragged(undefined)}
        eventAllow={({ start }, event) => {
          const entry = event && entriesById.get(event.id);
          return entry?.kind === 'visit' && canDrop(entry.appointment, start);
        }}
        eventDrop={onDrop}
        navLinks
        navLinkDayClick={(at) => on.onOpenDay(toLondonDayKey(at))}
        navLinkHint={(_, at) => `${formatLondonLongDay(at)}: ${capacityInWords(text, getCapacity(toLondonDayKey(at)))}`}
        dayHeaderContent={({ date: at, text: label, view: { type } }) =>
          type === 'dayGridMonth' ? label : heading(at, label)
        }
        dayCellTopContent={({ date: at, dayNumberText, isNarrow }) => heading(at, dayNumberText, isNarrow)}
        listDayHeaderContent={({ date: at, level }) =>
          level === 0 ? formatLondonLongDay(at) : capacityInWords(text, getCapacity(toLondonDayKey(at)))
        }
      />
    </div>
  );
}

/** Whether the grid has measured itself. This takes two frames; a grid that is visible earlier would cause a layout shift. */
function useLaidOut(): boolean {
  const [laidOut, setLaidOut] = useState(false);
  useEffect(() => {
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setLaidOut(true));
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return laidOut;
}

const joinClasses = (...names: (string | undefined)[]) => names.filter(Boolean).join(' ');

function getEntryClass(entry: CalendarEntry | undefined): string {
  if (!entry) return '';
  if (entry.kind === 'visit')
    return joinClasses(styles.visit, styles[entry.appointment.type], styles[entry.appointment.status]);
  return joinClasses(styles.open, styles[entry.slots.type], styles[entry.slots.state]);
}

function getRailClass(entry: CalendarEntry | undefined): string {
  if (entry?.kind !== 'open') return '';
  return joinClasses(styles.rail, styles[entry.slots.type], styles[entry.slots.state]);
}
