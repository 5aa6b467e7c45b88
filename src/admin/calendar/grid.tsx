'use client';
import FullCalendar, { type CalendarRef, type EventDropInfo, type EventInput } from '@fullcalendar/react';
import dayGridPlugin from '@fullcalendar/react/daygrid';
import interactionPlugin from '@fullcalendar/react/interaction';
import listPlugin from '@fullcalendar/react/list';
import british from '@fullcalendar/react/locales/en-gb';
import classicTheme from '@fullcalendar/react/themes/classic';
import timeGridPlugin from '@fullcalendar/react/timegrid';
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { DiaryVisit } from '../../services/appointments/diary.ts';
import { LONDON } from '../../services/london.ts';
import { londonDayKey, londonLongDay } from '../london-format.ts';
import { useDeskText } from '../strings/use-desk-text.ts';
import styles from './calendar.module.css';
import type { DayCapacity } from './capacity.ts';
import { capacityInWords, DayHeading } from './day-heading.tsx';
import type { Entry } from './diary-events.ts';
import { EntryContent } from './entry-content.tsx';
import type { Window } from './use-diary.ts';

const PLUGINS = [dayGridPlugin, timeGridPlugin, listPlugin, interactionPlugin, classicTheme];

const VIEWS = {
  day: { titleFormat: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } },
  week: { titleFormat: { day: 'numeric', month: 'long', year: 'numeric' } },
} as const;

type Props = {
  ref: Ref<CalendarRef>;
  view: string;
  date: string;
  events: EventInput[];
  entryOf: ReadonlyMap<string, Entry>;
  /** Undefined while it is being read. */
  capacityOf: (date: string) => DayCapacity | undefined;
  mayDrop: (visit: DiaryVisit, at: Date) => boolean;
  onDrop: (info: EventDropInfo) => void;
  onRange: (window: Window, title: string) => void;
  onOpenEntry: (entry: Entry) => void;
  onOpenDay: (date: string) => void;
};

/** The calendar's grid, in London's time wherever the browser is. */
export function Grid({ ref, view, date, events, entryOf, capacityOf, mayDrop, onDrop, onRange, ...on }: Props) {
  const text = useDeskText();
  const calendar = useRef<CalendarRef>(null);
  const [dragged, setDragged] = useState<DiaryVisit>();
  const laidOut = useLaidOut();
  useImperativeHandle(ref, () => ({
    getApi: () => {
      if (!calendar.current) throw new Error('The calendar is not there yet.');
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
    const day = londonDayKey(at);
    return <DayHeading {...{ label, narrow }} capacity={capacityOf(day)} past={day < londonDayKey(new Date())} />;
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
        slotMinTime="08:00:00"
        slotMaxTime="21:00:00"
        dayMaxEvents={5}
        eventOrder="start,rank,title"
        eventTimeFormat={{ hour: '2-digit', minute: '2-digit' }}
        slotHeaderFormat={{ hour: '2-digit', minute: '2-digit' }}
        noEventsText={text('calendar:noVisits')}
        events={events}
        eventColor="var(--theme-elevation-0)"
        eventContrastColor="var(--theme-text)"
        eventClass={({ event: { id } }) => classOf(entryOf.get(id))}
        backgroundEventClass={({ event: { id } }) => railOf(entryOf.get(id))}
        backgroundEventContent={({ event: { id } }) => {
          const entry = entryOf.get(id);
          return entry ? <EntryContent entry={entry} /> : null;
        }}
        slotHeaderInnerClass={String(styles.axis)}
        dayHeaderInnerClass={String(styles.dayHeader)}
        dayCellTopInnerClass={String(styles.dayHeader)}
        dayLaneInnerClass={view === 'timeGridWeek' ? String(styles.lane) : ''}
        views={VIEWS}
        eventContent={({ event: { id }, isShort, isNarrow, view: { type } }) => {
          const entry = entryOf.get(id);
          const month = type === 'dayGridMonth';
          return entry ? <EntryContent entry={entry} brief={isShort || month} nameless={month && isNarrow} /> : null;
        }}
        eventClick={({ event: { id } }) => {
          const entry = entryOf.get(id);
          if (entry) on.onOpenEntry(entry);
        }}
        eventDragStart={({ event: { id } }) => {
          const entry = entryOf.get(id);
          setDragged(entry?.kind === 'visit' ? entry.visit : undefined);
        }}
        eventDragStop={() => setDragged(undefined)}
        eventAllow={({ start }, event) => {
          const entry = event && entryOf.get(event.id);
          return entry?.kind === 'visit' && mayDrop(entry.visit, start);
        }}
        eventDrop={onDrop}
        navLinks
        navLinkDayClick={(at) => on.onOpenDay(londonDayKey(at))}
        navLinkHint={(_, at) => `${londonLongDay(at)}: ${capacityInWords(text, capacityOf(londonDayKey(at)))}`}
        dayHeaderContent={({ date: at, text: label, view: { type } }) =>
          type === 'dayGridMonth' ? label : heading(at, label)
        }
        dayCellTopContent={({ date: at, dayNumberText, isNarrow }) => heading(at, dayNumberText, isNarrow)}
        listDayHeaderContent={({ date: at, level }) =>
          level === 0 ? londonLongDay(at) : capacityInWords(text, capacityOf(londonDayKey(at)))
        }
      />
    </div>
  );
}

/** Whether the grid has measured itself, which takes it two frames: before that it would be seen to jump. */
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

const joined = (...names: (string | undefined)[]) => names.filter(Boolean).join(' ');

function classOf(entry: Entry | undefined): string {
  if (!entry) return '';
  if (entry.kind === 'visit') return joined(styles.visit, styles[entry.visit.type], styles[entry.visit.status]);
  return joined(styles.open, styles[entry.slots.type], styles[entry.slots.state]);
}

function railOf(entry: Entry | undefined): string {
  if (entry?.kind !== 'open') return '';
  return joined(styles.rail, styles[entry.slots.type], styles[entry.slots.state]);
}
