'use client';
import '@fullcalendar/react/skeleton.css';
import '@fullcalendar/react/themes/classic/theme.css';
import '@fullcalendar/react/themes/classic/palette.css';
import type { CalendarRef, EventDropInfo } from '@fullcalendar/react';
import { toast, useWindowInfo } from '@payloadcms/ui';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { CalendarAppointment } from '../../../services/appointments/read-calendar.ts';
import { toLondonDayKey } from '../../shared/format.ts';
import { useAdminText } from '../../strings/use-admin-text.ts';
import styles from './calendar.module.css';
import { type CalendarWindow, useCalendar } from './calendar-api.ts';
import { type CalendarEntry, type OpenSlotsDisplay, toCalendarEvents } from './calendar-entries.tsx';
import { applyFilters, type CalendarFilters, type CalendarSpan, toCalendarSearch } from './calendar-filters.ts';
import { computeShownHours } from './calendar-hours.ts';
import { type CalendarOutcome, CalendarSheets, type OpenedSheet } from './calendar-sheets.tsx';
import { capacityByDay, type Part } from './capacity.ts';
import { WeekDays } from './day-heading.tsx';
import { DayLanes } from './day-lanes.tsx';
import { findDropTarget } from './drop-target.ts';
import { Grid } from './grid.tsx';
import { type ShowroomName, Toolbar } from './toolbar.tsx';

export type CalendarPageProps = {
  api: string;
  adminRoute: string;
  showrooms: ShowroomName[];
  /** The first day, as YYYY-MM-DD, for which no slots have been generated yet. */
  notYetFrom: string;
  /** The filters in the URL. */
  start: CalendarFilters;
};

/** How long an error message stays visible: long enough to read the next step that it explains. */
const REFUSAL_MS = 10_000;

const OPEN_AS: Record<string, OpenSlotsDisplay> = { timeGridDay: 'entries', timeGridWeek: 'rails' };

const toGridView = (view: CalendarSpan, phone: boolean) =>
  ({ day: 'timeGridDay', week: phone ? 'listWeek' : 'timeGridWeek', month: 'dayGridMonth' })[view];

/**
 * The calendar of appointments: bookings, free slots and closed days by day, week and month, and all actions on them.
 */
export default function CalendarPage({ api, adminRoute, showrooms, notYetFrom, start }: CalendarPageProps) {
  const text = useAdminText();
  const calendar = useRef<CalendarRef>(null);
  const phone = useWindowInfo().breakpoints?.s ?? false;
  const [filters, setFilters] = useState(start);
  const [title, setTitle] = useState('');
  const [window, setWindow] = useState<CalendarWindow>();
  const [opened, setOpened] = useState<OpenedSheet>();
  const [busy, setBusy] = useState(false);
  const { data, loading, failure, reload } = useCalendar(api, window);

  const view = toGridView(filters.view, phone);
  const visible = useMemo(() => applyFilters(data, filters), [data, filters]);
  const getCapacity = useMemo(() => capacityByDay(visible, notYetFrom), [visible, notYetFrom]);
  const hours = useMemo(() => computeShownHours([...visible.visits, ...visible.openSlots]), [visible]);
  const parts = useShownParts(loading ? undefined : getCapacity(filters.date).parts);
  const { events, entriesById } = useMemo(() => toCalendarEvents(visible, OPEN_AS[view] ?? 'nothing'), [visible, view]);

  const onRange = useCallback((range: CalendarWindow, name: string) => {
    setTitle(name);
    setWindow(range);
  }, []);

  const show = (change: Partial<CalendarFilters>) => {
    const next = { ...filters, ...change };
    setFilters(next);
    history.replaceState(history.state, '', `?${toCalendarSearch(next)}`);
  };

  const close = () => {
    if (opened?.is === 'move') opened.putBack();
    setOpened(undefined);
  };

  /**
   * Awaits an action, reports whether it succeeded, and reloads the calendar, so that its entries are current. Then opens the
   * sheet `next`. After an error, or without `next`, closes the open sheet instead.
   */
  const run = async (work: Promise<CalendarOutcome>, done: string, next?: OpenedSheet) => {
    setBusy(true);
    const outcome = await work;
    if (outcome.ok) toast.success(done);
    else toast.error(outcome.message, { duration: REFUSAL_MS });
    if (!outcome.ok && opened?.is === 'move') opened.putBack();
    await reload();
    setOpened(outcome.ok ? next : undefined);
    setBusy(false);
  };

  const handleDrop = ({ event, revert, view: { type } }: EventDropInfo) => {
    const entry = entriesById.get(event.id);
    const on = type === 'dayGridMonth' ? 'day' : 'time';
    const target =
      entry?.kind === 'visit' &&
      event.start &&
      findDropTarget(visible.openSlots, entry.appointment, { at: event.start, on });
    if (entry?.kind === 'visit' && target)
      setOpened({ is: 'move', appointment: entry.appointment, target, putBack: revert });
    else revert();
  };

  const grid = {
    date: filters.date,
    hours,
    onRange,
    getCapacity: (day: string) => (loading ? undefined : getCapacity(day)),
    canDrop: (appointment: CalendarAppointment, at: Date) =>
      findDropTarget(visible.openSlots, appointment, { at, on: view === 'dayGridMonth' ? 'day' : 'time' }) !==
      undefined,
    onDrop: handleDrop,
    onOpenEntry: (entry: CalendarEntry) =>
      setOpened(
        entry.kind === 'visit' ? { is: 'visit', appointment: entry.appointment } : { is: 'open', slots: entry.slots },
      ),
    onOpenDay: (date: string) => setOpened({ is: 'day', date }),
  };

  return (
    <div className={styles.page} aria-busy={loading}>
      <Toolbar
        {...{ title, filters, showrooms }}
        onOpenDay={() => setOpened({ is: 'day', date: filters.date })}
        onShow={show}
        onStep={(by) => {
          const moved = calendar.current?.getApi();
          moved?.[by]();
          if (moved) show({ date: toLondonDayKey(moved.getDate()) });
        }}
      />
      {failure && (
        <p className={styles.failure} role="alert">
          {text('calendar:old', { failure })}
        </p>
      )}
      {view === 'timeGridDay' && !loading && !failure && events.length === 0 && (
        <p className={styles.nothing} role="status">
          {text('calendar:emptyDay')}
        </p>
      )}
      {view === 'listWeek' && window && (
        <WeekDays
          from={window.from}
          getCapacity={(day) => (loading ? undefined : getCapacity(day))}
          onOpenDay={(date) => setOpened({ is: 'day', date })}
        />
      )}
      {view === 'timeGridDay' && parts.length > 1 ? (
        <DayLanes ref={calendar} data={visible} {...{ parts }} {...grid} />
      ) : (
        <Grid ref={calendar} {...{ view, events, entriesById }} {...grid} />
      )}
      {opened && (
        <CalendarSheets
          {...{ api, adminRoute, showrooms, busy, run }}
          opened={opened}
          shownShowroomId={filters.showroomId}
          visits={data.visits}
          getCapacity={getCapacity}
          onOpenVisit={(appointment) => setOpened({ is: 'visit', appointment })}
          onShowDay={(date) => {
            show({ view: 'day', date });
            setOpened(undefined);
          }}
          onClose={close}
        />
      )}
    </div>
  );
}

/**
 * Returns the capacity of each {@link Part} (an appointment type with its place) on the chosen day. While the calendar
 * is loading, `read` is undefined, and the function returns the last loaded capacity.
 */
function useShownParts(read: Part[] | undefined): Part[] {
  const [parts, setShown] = useState<Part[]>([]);
  const keys = read?.map(({ key, appointments, free }) => `${key} ${appointments} ${free}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the parts are new objects on each render, but equal while their keys are equal.
  useEffect(() => {
    if (read) setShown(read);
  }, [keys]);
  return parts;
}
