'use client';
import type { CalendarRef } from '@fullcalendar/react';
import { type ComponentProps, type Ref, useMemo } from 'react';
import type { CalendarClosedDay, CalendarData } from '../../../services/appointments/read-calendar.ts';
import type { AdminText } from '../../strings/admin-text.ts';
import { useAdminText } from '../../strings/use-admin-text.ts';
import { TYPE_COLOURS, TYPE_LABELS } from '../booking-labels.ts';
import { toCalendarEvents } from './calendar-entries.tsx';
import { formatClosedHours } from './calendar-hours.ts';
import { type Part, toPlaceKey } from './capacity.ts';
import { Grid } from './grid.tsx';
import styles from './sheets-and-days.module.css';

type Props = Omit<ComponentProps<typeof Grid>, 'ref' | 'view' | 'events' | 'entriesById' | 'lane'> & {
  /** The calendar of the first lane; all lanes show the same day. */
  ref: Ref<CalendarRef>;
  data: CalendarData;
  parts: Part[];
};

/** A day with a column for home visits, for each showroom and for online consultations. */
export function DayLanes({ ref, data, parts, ...grid }: Props) {
  return (
    <div className={styles.lanes}>
      {parts.map((part, i) => (
        <Lane key={part.key} {...grid} {...{ data, part }} {...(i === 0 ? { ref, lane: 'first' } : { lane: 'next' })} />
      ))}
    </div>
  );
}

type LaneProps = Omit<Props, 'parts' | 'ref'> & { ref?: Ref<CalendarRef>; part: Part };

function Lane({ ref, data, part, ...grid }: LaneProps) {
  const text = useAdminText();
  const { key, type, showroom, showroomId, appointments, free } = part;
  const closed = data.closedDays.filter(
    (day) => day.date === grid.date && (day.showroomId === null || day.showroomId === showroomId),
  );
  const own = useMemo(() => {
    const inPart = (entry: { type: string; showroom: string | null }) => toPlaceKey(entry) === key;
    const { visits, openSlots, closedDays } = data;
    return toCalendarEvents(
      { visits: visits.filter(inPart), openSlots: openSlots.filter(inPart), closedDays },
      'entries',
    );
  }, [data, key]);
  const name = showroom ? text('common:atShowroom', { name: showroom }) : TYPE_LABELS[type];
  return (
    <section className={styles.lane} aria-label={name}>
      <header className={styles.heading} style={{ borderTopColor: TYPE_COLOURS[type] }}>
        <h2>{name}</h2>
        <p>
          {closed.map((each) => (
            <strong key={`${each.showroomId} ${each.from}`}>{formatClosed(text, each)} </strong>
          ))}
          {text('calendar:booked', { count: appointments })}, {text('calendar:free', { count: free })}
        </p>
      </header>
      <Grid ref={ref} view="timeGridDay" lane {...own} {...grid} />
    </section>
  );
}

/** Describes a closed day as "Stocktaking", and closed hours as "Closed 09:00–12:00: Stocktaking". */
function formatClosed(text: AdminText, closed: CalendarClosedDay): string {
  const hours = formatClosedHours(closed);
  if (!hours) return closed.reason || text('calendar:closed');
  return [text('calendar:closedHours', { hours }), closed.reason].filter(Boolean).join(': ');
}
