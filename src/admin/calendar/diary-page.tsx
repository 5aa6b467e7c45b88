'use client';
import '@fullcalendar/react/skeleton.css';
import '@fullcalendar/react/themes/classic/theme.css';
import '@fullcalendar/react/themes/classic/palette.css';
import type { CalendarRef, EventDropInfo } from '@fullcalendar/react';
import { toast, useWindowInfo } from '@payloadcms/ui';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { DiaryVisit, OpenSlots } from '../../services/appointments/diary.ts';
import { londonDayKey, londonLongDay, londonTime } from '../london-format.ts';
import type { DeskText } from '../strings/desk-text.ts';
import { useDeskText } from '../strings/use-desk-text.ts';
import styles from './calendar.module.css';
import { capacityByDay } from './capacity.ts';
import { closeDay, moveTo, reopenDay, reschedule, setClosed } from './change.ts';
import { DaySheet } from './day-sheet.tsx';
import { diaryEvents, type OpenAs } from './diary-events.ts';
import { dropTarget } from './drop-target.ts';
import { type DiaryView, filtered, queryOf, type Shown } from './filters.ts';
import { Grid } from './grid.tsx';
import { MoveSheet } from './move-sheet.tsx';
import { OpenSheet } from './open-sheet.tsx';
import { type ShowroomName, Toolbar } from './toolbar.tsx';
import { useDiary, type Window } from './use-diary.ts';
import { VisitSheet } from './visit-sheet.tsx';
import { WeekDays } from './week-days.tsx';

export type DiaryPageProps = {
  api: string;
  adminRoute: string;
  showrooms: ShowroomName[];
  /** What the page's address asks for. */
  start: Shown;
};

/** What is open over the calendar. */
type Opened =
  | { is: 'visit'; visit: DiaryVisit }
  | { is: 'open'; slots: OpenSlots }
  | { is: 'day'; date: string }
  | { is: 'move'; visit: DiaryVisit; target: OpenSlots; putBack: () => void };

type Outcome = { ok: true } | { ok: false; message: string };

/** How long a refusal stays; it says what to do next. */
const REFUSAL_MS = 10_000;

const OPEN_AS: Record<string, OpenAs> = { timeGridDay: 'entries', timeGridWeek: 'rails' };

const gridView = (view: DiaryView, phone: boolean) =>
  ({ day: 'timeGridDay', week: phone ? 'listWeek' : 'timeGridWeek', month: 'dayGridMonth' })[view];

/** The calendar of appointments: what is booked, free and closed by day, week and month, and everything that is done with it. */
export default function DiaryPage({ api, adminRoute, showrooms, start }: DiaryPageProps) {
  const text = useDeskText();
  const calendar = useRef<CalendarRef>(null);
  const phone = useWindowInfo().breakpoints?.s ?? false;
  const [shown, setShown] = useState(start);
  const [title, setTitle] = useState('');
  const [window, setWindow] = useState<Window>();
  const [opened, setOpened] = useState<Opened>();
  const [busy, setBusy] = useState(false);
  const { diary, loading, failure, reload } = useDiary(api, window);

  const desk = { api, text };
  const view = gridView(shown.view, phone);
  const visible = useMemo(() => filtered(diary, shown), [diary, shown]);
  const capacityOf = useMemo(() => capacityByDay(visible), [visible]);
  const { events, entryOf } = useMemo(() => diaryEvents(visible, OPEN_AS[view] ?? 'nothing'), [visible, view]);

  const onRange = useCallback((range: Window, name: string) => {
    setTitle(name);
    setWindow(range);
  }, []);

  const show = (change: Partial<Shown>) => {
    const next = { ...shown, ...change };
    setShown(next);
    history.replaceState(history.state, '', `?${queryOf(next)}`);
  };

  const close = () => {
    if (opened?.is === 'move') opened.putBack();
    setOpened(undefined);
  };

  /** Does it, tells how it came out and shows what is there now; what was opened closes either way. */
  const run = async (work: Promise<Outcome>, done: string) => {
    setBusy(true);
    const outcome = await work;
    if (outcome.ok) toast.success(done);
    else toast.error(outcome.message, { duration: REFUSAL_MS });
    if (!outcome.ok && opened?.is === 'move') opened.putBack();
    setOpened(undefined);
    await reload();
    setBusy(false);
  };

  const dropped = ({ event, revert, view: { type } }: EventDropInfo) => {
    const entry = entryOf.get(event.id);
    const on = type === 'dayGridMonth' ? 'day' : 'time';
    const target =
      entry?.kind === 'visit' && event.start && dropTarget(visible.openSlots, entry.visit, { at: event.start, on });
    if (entry?.kind === 'visit' && target) setOpened({ is: 'move', visit: entry.visit, target, putBack: revert });
    else revert();
  };

  return (
    <div className={styles.page} aria-busy={loading}>
      <Toolbar
        {...{ title, shown, showrooms }}
        onOpenDay={() => setOpened({ is: 'day', date: shown.date })}
        onShow={show}
        onStep={(by) => {
          const moved = calendar.current?.getApi();
          moved?.[by]();
          if (moved) show({ date: londonDayKey(moved.getDate()) });
        }}
      />
      {failure && (
        <p className={styles.failure} role="alert">
          {text('calendar:old', { failure })}
        </p>
      )}
      {view === 'listWeek' && window && (
        <WeekDays
          from={window.from}
          capacityOf={(day) => (loading ? undefined : capacityOf(day))}
          onOpenDay={(date) => setOpened({ is: 'day', date })}
        />
      )}
      <Grid
        ref={calendar}
        {...{ view, events, entryOf, onRange }}
        capacityOf={(day) => (loading ? undefined : capacityOf(day))}
        date={shown.date}
        mayDrop={(visit, at) =>
          dropTarget(visible.openSlots, visit, { at, on: view === 'dayGridMonth' ? 'day' : 'time' }) !== undefined
        }
        onDrop={dropped}
        onOpenEntry={(entry) =>
          setOpened(entry.kind === 'visit' ? { is: 'visit', visit: entry.visit } : { is: 'open', slots: entry.slots })
        }
        onOpenDay={(date) => setOpened({ is: 'day', date })}
      />
      {opened?.is === 'visit' && (
        <VisitSheet
          {...{ api, adminRoute, busy }}
          visit={opened.visit}
          onStep={(to, reason) =>
            void run(moveTo(desk, opened.visit, to, reason), text('calendar:done', { name: opened.visit.name }))
          }
          onMove={(slot) => void run(reschedule(desk, opened.visit, [slot.id]), movedTo(text, opened.visit, slot))}
          onClose={close}
        />
      )}
      {opened?.is === 'move' && (
        <MoveSheet
          {...{ busy }}
          visit={opened.visit}
          target={opened.target}
          onMove={() =>
            void run(reschedule(desk, opened.visit, opened.target.slotIds), movedTo(text, opened.visit, opened.target))
          }
          onClose={close}
        />
      )}
      {opened?.is === 'open' && (
        <OpenSheet
          {...{ adminRoute, busy }}
          slots={opened.slots}
          onSetClosed={(isClosed) =>
            void run(
              setClosed(desk, opened.slots, isClosed),
              text(isClosed ? 'calendar:slotClosed' : 'calendar:slotOpened'),
            )
          }
          onClose={close}
        />
      )}
      {opened?.is === 'day' && (
        <DaySheet
          {...{ showrooms, busy }}
          shownShowroomId={shown.showroomId}
          date={opened.date}
          capacity={capacityOf(opened.date)}
          onShowDay={() => {
            show({ view: 'day', date: opened.date });
            setOpened(undefined);
          }}
          onCloseDay={(showroomId, reason) =>
            void run(
              closeDay(desk, opened.date, showroomId, reason),
              text('calendar:dayClosed', { day: londonLongDay(opened.date) }),
            )
          }
          onReopen={({ showroomId }) =>
            void run(
              reopenDay(desk, opened.date, showroomId),
              text('calendar:dayOpened', { day: londonLongDay(opened.date) }),
            )
          }
          onClose={close}
        />
      )}
    </div>
  );
}

const movedTo = (text: DeskText, { name }: DiaryVisit, { startsAt }: { startsAt: string }) =>
  text('calendar:movedTo', { name, day: londonLongDay(startsAt), time: londonTime(startsAt) });
