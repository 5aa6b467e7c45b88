import '../tokens.css';
import type { WidgetServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { countBookingsPerWeek, type WeekCount } from '../../services/appointments/dashboard.ts';
import { APPOINTMENT_TYPES } from '../../services/appointments/types.ts';
import { londonDay } from '../london-format.ts';
import { type DeskText, deskText } from '../strings/desk-text.ts';
import { TYPE_COLOURS } from '../wording.ts';
import styles from './bookings-per-week.module.css';
import { Card } from './card.tsx';

const WEEKS = 26;
/** Every fifth week is named below its bar. */
const NAMED = 5;

/** How many bookings were made in each week of the last half year, stacked by type. */
export async function BookingsPerWeek({ req: { payload, user, i18n } }: WidgetServerProps) {
  if (!hasRole(user, 'sales', 'analyst')) return null;
  const text = deskText(i18n);
  const weeks = await countBookingsPerWeek(payload, WEEKS);
  const highest = Math.max(4, ...weeks.map(sumOf));
  const tick = niceTick(highest / 4);
  const top = Math.ceil(highest / tick) * tick;
  const percent = (value: number) => `${(100 * value) / top}%`;
  return (
    <Card title={text('home:perWeek')} note={<Legend />}>
      <div className={styles.chart} role="img" aria-label={summaryOf(text, weeks)}>
        {Array.from({ length: Math.round(top / tick) + 1 }, (_, i) => i * tick).map((value) => (
          <span key={value} className={styles.line} style={{ bottom: percent(value) }}>
            {value}
          </span>
        ))}
        <div className={styles.weeks}>
          {weeks.map((week, i) => (
            <div
              key={week.week}
              className={styles.week}
              title={text('home:weekOf', { week: nameOf(week), count: sumOf(week) })}
            >
              {APPOINTMENT_TYPES.map(({ value: type }) => (
                <i key={type} style={{ height: percent(week[type]), background: TYPE_COLOURS[type] }} />
              ))}
              {(WEEKS - 1 - i) % NAMED === 0 && <span>{nameOf(week)}</span>}
            </div>
          ))}
        </div>
      </div>
    </Card>
  );
}

const nameOf = ({ week }: WeekCount) => londonDay(week).slice(4);

const Legend = () => (
  <span className={styles.legend}>
    {APPOINTMENT_TYPES.map(({ value, label }) => (
      <span key={value}>
        <i style={{ background: TYPE_COLOURS[value] }} /> {label}
      </span>
    ))}
  </span>
);

const sumOf = (week: WeekCount) => week.HOME_MEASUREMENT + week.SHOWROOM + week.ONLINE;

const summaryOf = (text: DeskText, weeks: WeekCount[]) =>
  text('home:perWeekSummary', { count: weeks.reduce((sum, week) => sum + sumOf(week), 0), weeks: weeks.length });

/** 1, 2 or 5 times a power of ten, at least `step`. */
function niceTick(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return ([1, 2, 5, 10].find((factor) => factor * power >= step) ?? 10) * power;
}
