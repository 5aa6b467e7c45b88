'use client';
import { APPOINTMENT_TYPES, type AppointmentType } from '../../../services/appointments/statuses.ts';
import { useAdminText } from '../../strings/use-admin-text.ts';
import { TYPE_COLOURS } from '../booking-labels.ts';
import styles from './calendar.module.css';
import type { CalendarFilters, CalendarSpan } from './calendar-filters.ts';

export type ShowroomName = { id: string; name: string };

type Props = {
  title: string;
  filters: CalendarFilters;
  showrooms: readonly ShowroomName[];
  onStep: (by: 'prev' | 'next' | 'today') => void;
  onShow: (change: Partial<CalendarFilters>) => void;
  /** Opens the sheet of the day that the day view shows. */
  onOpenDay: () => void;
};

const VIEWS = ['day', 'week', 'month'] as const satisfies CalendarSpan[];

const STEPS = {
  day: { prev: 'calendar:previousDay', next: 'calendar:nextDay' },
  week: { prev: 'calendar:previousWeek', next: 'calendar:nextWeek' },
  month: { prev: 'calendar:previousMonth', next: 'calendar:nextMonth' },
} as const;

/** The period shown, navigation to other periods, and the filters. */
export function Toolbar({ title, filters, showrooms, onStep, onShow, onOpenDay }: Props) {
  const text = useAdminText();
  const toggle = (type: AppointmentType) => {
    const types = APPOINTMENT_TYPES.map(({ value }) => value).filter(
      (candidate) => filters.types.includes(candidate) !== (candidate === type),
    );
    if (types.length > 0) onShow({ types });
  };
  return (
    <header className={styles.toolbar}>
      <h1 className={styles.title} aria-live="polite">
        {title || '\u00a0'}
      </h1>
      <div className={styles.group}>
        <button type="button" aria-label={text(STEPS[filters.view].prev)} onClick={() => onStep('prev')}>
          ←
        </button>
        <button type="button" onClick={() => onStep('today')}>
          {text('calendar:today')}
        </button>
        <button type="button" aria-label={text(STEPS[filters.view].next)} onClick={() => onStep('next')}>
          →
        </button>
      </div>
      <fieldset className={styles.group} aria-label={text('calendar:view')}>
        {VIEWS.map((value) => (
          <button
            key={value}
            type="button"
            aria-pressed={value === filters.view}
            onClick={() => onShow({ view: value })}
          >
            {text(`calendar:${value}`)}
          </button>
        ))}
      </fieldset>
      {filters.view === 'day' && (
        <div className={styles.group}>
          <button type="button" onClick={onOpenDay}>
            {text('calendar:thisDay')}
          </button>
        </div>
      )}
      <div className={styles.filters}>
        <fieldset className={styles.types} aria-label={text('calendar:types')}>
          {APPOINTMENT_TYPES.map(({ value, label }) => (
            <button
              key={value}
              type="button"
              aria-pressed={filters.types.includes(value)}
              onClick={() => toggle(value)}
            >
              <i className={styles.swatch} style={{ background: TYPE_COLOURS[value] }} /> {label}
            </button>
          ))}
        </fieldset>
        <select
          aria-label={text('calendar:showroom')}
          value={filters.showroomId}
          onChange={({ target }) => onShow({ showroomId: target.value })}
        >
          <option value="">{text('calendar:everywhere')}</option>
          {showrooms.map(({ id, name }) => (
            <option key={id} value={id}>
              {text('common:atShowroom', { name })}
            </option>
          ))}
        </select>
      </div>
    </header>
  );
}
