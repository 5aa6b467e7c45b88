import { toDate } from '../../../lib/dates.ts';
import { formatLondonDay, formatLondonLongDay, toLondonDayKey } from '../../shared/format.ts';
import type { AdminText } from '../../strings/admin-text.ts';
import { useAdminText } from '../../strings/use-admin-text.ts';
import styles from './calendar.module.css';
import { isWholeDay } from './calendar-hours.ts';
import type { DayCapacity } from './capacity.ts';
import stylesWeekDays from './sheets-and-days.module.css';

type Props = {
  /** "Tue 24", or the day of the month. */
  label: string;
  /** Undefined while loading. */
  capacity: DayCapacity | undefined;
  /** Whether the day can no longer be booked. */
  past: boolean;
  /** Whether there is only room for a number. */
  narrow: boolean;
};

/** The heading of a day, with its capacity. */
export function DayHeading({ label, capacity, past, narrow }: Props) {
  const text = useAdminText();
  const { appointments, free, closed, notYetOpen } = capacity ?? {
    appointments: 0,
    free: 0,
    closed: [],
    notYetOpen: false,
  };
  const isClosed = isClosedDay({ free, closed });
  const filled = past && free === 0 ? 0 : appointments / Math.max(1, appointments + free);
  return (
    <span className={styles.dayHeading}>
      <span className={styles.dayLabel}>{label}</span>
      <span className={styles.dayFill} data-closed={isClosed || undefined}>
        {capacity ? <Summary {...capacity} {...{ text, past, narrow }} /> : '\u00a0'}
      </span>
      <span className={styles.track} data-not-yet={(notYetOpen && free === 0 && appointments === 0) || undefined}>
        <i className={styles.fill} style={{ width: `${100 * filled}%` }} />
      </span>
    </span>
  );
}

/**
 * Whether nothing is free because the whole day is closed. If only one showroom is closed, slots elsewhere may be free. If only
 * some hours are closed and all other slots are booked, the day counts as full, not as closed.
 */
const isClosedDay = ({ free, closed }: Pick<DayCapacity, 'free' | 'closed'>): boolean =>
  closed.some(isWholeDay) && free === 0;

type SummaryProps = DayCapacity & Pick<Props, 'past' | 'narrow'> & { text: AdminText };

function Summary({ text, appointments, free, closed, notYetOpen, past, narrow }: SummaryProps) {
  if (isClosedDay({ free, closed })) return closed.find(isWholeDay)?.reason || text('calendar:closed');
  if (free === 0 && !past) {
    if (appointments > 0) return text('calendar:full');
    if (notYetOpen) return narrow ? '…' : text('calendar:notYetOpen');
    return narrow ? '×' : text('calendar:closed');
  }
  const count = free > 0 ? free : appointments;
  return narrow ? count : text(free > 0 ? 'calendar:free' : 'calendar:booked', { count });
}

/** The capacity in words: "5 booked, 17 free". */
export function capacityInWords(text: AdminText, capacity: DayCapacity | undefined): string {
  if (!capacity) return '';
  const { appointments, free, closed, notYetOpen } = capacity;
  const words = [
    isClosedDay(capacity) && text('calendar:closedWord'),
    !closed.some(isWholeDay) && notYetOpen && free === 0 && text('calendar:notYetOpenWord'),
    appointments > 0 && text('calendar:booked', { count: appointments }),
    free > 0 && text('calendar:free', { count: free }),
  ];
  return words.filter(Boolean).join(', ') || text('calendar:nothing');
}

type WeekDaysProps = {
  /** The start of the week. */
  from: string;
  /** Undefined while loading. */
  getCapacity: (date: string) => DayCapacity | undefined;
  onOpenDay: (date: string) => void;
};

const DAY_MS = 86_400_000;
/** Times near noon stay within their day, even if a clock change makes one day of the week an hour shorter or longer. */
const NOON_MS = DAY_MS / 2;

/** Buttons that open the sheets of the days of a week. For phones, where the list omits days without appointments. */
export function WeekDays({ from, getCapacity, onOpenDay }: WeekDaysProps) {
  const text = useAdminText();
  const today = toLondonDayKey(new Date());
  const start = toDate(from).getTime();
  const noons = Array.from({ length: 7 }, (_, i) => new Date(start + i * DAY_MS + NOON_MS));
  return (
    <div className={stylesWeekDays.weekDays}>
      {noons.map((noon) => {
        const day = toLondonDayKey(noon);
        return (
          <button
            key={day}
            type="button"
            aria-label={`${formatLondonLongDay(noon)}: ${capacityInWords(text, getCapacity(day))}`}
            onClick={() => onOpenDay(day)}
          >
            <DayHeading label={formatLondonDay(noon)} capacity={getCapacity(day)} past={day < today} narrow />
          </button>
        );
      })}
    </div>
  );
}
