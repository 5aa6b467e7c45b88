import type { DeskText } from '../strings/desk-text.ts';
import { useDeskText } from '../strings/use-desk-text.ts';
import styles from './calendar.module.css';
import type { DayCapacity } from './capacity.ts';

type Props = {
  /** "Tue 24", or the number of the day in a month. */
  label: string;
  /** Undefined while it is being read. */
  capacity: DayCapacity | undefined;
  /** Nobody can book it any more. */
  past: boolean;
  /** There is room for a number alone. */
  narrow: boolean;
};

/** A day of the calendar with how full it is. */
export function DayHeading({ label, capacity, past, narrow }: Props) {
  const text = useDeskText();
  const { visits, free, closed } = capacity ?? { visits: 0, free: 0, closed: [] };
  const filled = past && free === 0 ? 0 : visits / Math.max(1, visits + free);
  return (
    <span className={styles.dayHeading}>
      <span className={styles.dayLabel}>{label}</span>
      <span className={styles.dayFill} data-closed={closed.length > 0 || undefined}>
        {capacity ? <Summary {...capacity} {...{ text, past, narrow }} /> : '\u00a0'}
      </span>
      <span className={styles.track}>
        <i className={styles.fill} style={{ width: `${100 * filled}%` }} />
      </span>
    </span>
  );
}

type SummaryProps = DayCapacity & Pick<Props, 'past' | 'narrow'> & { text: DeskText };

function Summary({ text, visits, free, closed, past, narrow }: SummaryProps) {
  if (closed.length > 0) return closed[0]?.reason ?? text('calendar:closed');
  if (free === 0 && !past) return visits > 0 ? text('calendar:full') : '–';
  const count = free > 0 ? free : visits;
  return narrow ? count : text(free > 0 ? 'calendar:free' : 'calendar:booked', { count });
}

/** The same in words: "5 booked, 17 free". */
export function capacityInWords(text: DeskText, capacity: DayCapacity | undefined): string {
  if (!capacity) return '';
  const { visits, free, closed } = capacity;
  const words = [
    closed.length > 0 && text('calendar:closedWord'),
    visits > 0 && text('calendar:booked', { count: visits }),
    free > 0 && text('calendar:free', { count: free }),
  ];
  return words.filter(Boolean).join(', ') || text('calendar:nothing');
}
