'use client';
import { APPOINTMENT_TYPES, type AppointmentType } from '../../services/appointments/types.ts';
import { useDeskText } from '../strings/use-desk-text.ts';
import { TYPE_COLOURS } from '../wording.ts';
import styles from './calendar.module.css';
import type { DiaryView, Shown } from './filters.ts';

export type ShowroomName = { id: string; name: string };

type Props = {
  title: string;
  shown: Shown;
  showrooms: readonly ShowroomName[];
  onStep: (by: 'prev' | 'next' | 'today') => void;
  onShow: (change: Partial<Shown>) => void;
  /** Of the day that the day view shows. */
  onOpenDay: () => void;
};

const VIEWS = ['day', 'week', 'month'] as const satisfies DiaryView[];

const STEPS = {
  day: { prev: 'calendar:previousDay', next: 'calendar:nextDay' },
  week: { prev: 'calendar:previousWeek', next: 'calendar:nextWeek' },
  month: { prev: 'calendar:previousMonth', next: 'calendar:nextMonth' },
} as const;

/** When is shown, the way to other times, and what of it is shown. */
export function Toolbar({ title, shown, showrooms, onStep, onShow, onOpenDay }: Props) {
  const text = useDeskText();
  const toggle = (type: AppointmentType) => {
    const types = APPOINTMENT_TYPES.map(({ value }) => value).filter(
      (one) => shown.types.includes(one) !== (one === type),
    );
    if (types.length > 0) onShow({ types });
  };
  return (
    <header className={styles.toolbar}>
      <h1 className={styles.title} aria-live="polite">
        {title || '\u00a0'}
      </h1>
      <div className={styles.group}>
        <button type="button" aria-label={text(STEPS[shown.view].prev)} onClick={() => onStep('prev')}>
          ←
        </button>
        <button type="button" onClick={() => onStep('today')}>
          {text('calendar:today')}
        </button>
        <button type="button" aria-label={text(STEPS[shown.view].next)} onClick={() => onStep('next')}>
          →
        </button>
      </div>
      <fieldset className={styles.group} aria-label={text('calendar:view')}>
        {VIEWS.map((value) => (
          <button key={value} type="button" aria-pressed={value === shown.view} onClick={() => onShow({ view: value })}>
            {text(`calendar:${value}`)}
          </button>
        ))}
      </fieldset>
      {shown.view === 'day' && (
        <div className={styles.group}>
          <button type="button" onClick={onOpenDay}>
            {text('calendar:thisDay')}
          </button>
        </div>
      )}
      <div className={styles.filters}>
        <fieldset className={styles.types} aria-label={text('calendar:types')}>
          {APPOINTMENT_TYPES.map(({ value, label }) => (
            <button key={value} type="button" aria-pressed={shown.types.includes(value)} onClick={() => toggle(value)}>
              <i className={styles.swatch} style={{ background: TYPE_COLOURS[value] }} /> {label}
            </button>
          ))}
        </fieldset>
        <select
          aria-label={text('calendar:showroom')}
          value={shown.showroomId}
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
