import '../shared/tokens.css';
import type { WidgetServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import {
  countBookingsPerWeek,
  countUpcomingSlots,
  type WeeklyBookings,
} from '../../services/appointments/dashboard.ts';
import { APPOINTMENT_TYPES } from '../../services/appointments/statuses.ts';
import { Card } from '../shared/elements.tsx';
import { formatLondonDay } from '../shared/format.ts';
import { type AdminText, adminText } from '../strings/admin-text.ts';
import { TYPE_COLOURS, TYPE_LABELS } from './booking-labels.ts';
import styles from './widgets.module.css';

const WEEKS = 26;
/** Every fifth bar has a label. */
const WEEKS_PER_LABEL = 5;

/** The number of bookings made in each week of the last half year, stacked by type. */
export async function BookingsPerWeek({ req: { payload, user, i18n } }: WidgetServerProps) {
  if (!hasRole(user, 'sales', 'analyst')) return null;
  const text = adminText(i18n);
  const weeks = await countBookingsPerWeek(payload, WEEKS);
  const highest = Math.max(4, ...weeks.map(sumWeek));
  const tick = chooseTick(highest / 4);
  const top = Math.ceil(highest / tick) * tick;
  const percent = (value: number) => `${(100 * value) / top}%`;
  return (
    <Card title={text('home:perWeek')} note={<Legend />}>
      <div className={styles.chart} role="img" aria-label={summarise(text, weeks)}>
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
              title={text('home:weekOf', { week: formatWeek(week), count: sumWeek(week) })}
            >
              {APPOINTMENT_TYPES.map(({ value: type }) => (
                <i key={type} style={{ height: percent(week[type]), background: TYPE_COLOURS[type] }} />
              ))}
              {(WEEKS - 1 - i) % WEEKS_PER_LABEL === 0 && <span>{formatWeek(week)}</span>}
            </div>
          ))}
        </div>
      </div>
    </Card>
  );
}

const formatWeek = ({ week }: WeeklyBookings) => formatLondonDay(week).slice(4);

const Legend = () => (
  <span className={styles.legend}>
    {APPOINTMENT_TYPES.map(({ value, label }) => (
      <span key={value}>
        <i style={{ background: TYPE_COLOURS[value] }} /> {label}
      </span>
    ))}
  </span>
);

const sumWeek = (week: WeeklyBookings) => week.HOME_MEASUREMENT + week.SHOWROOM + week.ONLINE;

const summarise = (text: AdminText, weeks: WeeklyBookings[]) =>
  text('home:perWeekSummary', { count: weeks.reduce((sum, week) => sum + sumWeek(week), 0), weeks: weeks.length });

/** The lowest number of the form 1, 2 or 5 × 10ⁿ that is at least `step`. */
function chooseTick(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return ([1, 2, 5, 10].find((factor) => factor * power >= step) ?? 10) * power;
}

const DAYS = 7;

/** The number and share of free slots in the next seven days, by appointment type and showroom. */
export async function FreeSlots({ req: { payload, user, i18n } }: WidgetServerProps) {
  if (!hasRole(user, 'sales', 'analyst')) return null;
  const text = adminText(i18n);
  const capacities = await countUpcomingSlots(payload, DAYS);
  return (
    <Card title={text('home:freeSlots')} note={text('home:nextDays', { count: DAYS })}>
      {capacities.length === 0 && <p className={styles.freeSlotsNone}>{text('home:noSlots')}</p>}
      <ul className={styles.freeSlotsList}>
        {capacities.map(({ type, showroom, free, total }) => (
          <li key={`${type} ${showroom}`}>
            <span className={styles.row}>
              <span>{showroom ? text('common:atShowroom', { name: showroom }) : TYPE_LABELS[type]}</span>
              <span>
                <strong>{free}</strong> {text('home:ofTotal', { total })}
              </span>
            </span>
            <span className={styles.track}>
              <span style={{ width: `${(100 * free) / total}%`, background: TYPE_COLOURS[type] }} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
