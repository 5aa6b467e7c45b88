import { toDate } from '../../dates.ts';
import { londonDay, londonDayKey, londonLongDay } from '../london-format.ts';
import { useDeskText } from '../strings/use-desk-text.ts';
import type { DayCapacity } from './capacity.ts';
import { capacityInWords, DayHeading } from './day-heading.tsx';
import styles from './week-days.module.css';

type Props = {
  /** The moment at which the week begins. */
  from: string;
  /** Undefined while it is being read. */
  capacityOf: (date: string) => DayCapacity | undefined;
  onOpenDay: (date: string) => void;
};

const DAY_MS = 86_400_000;
/** Into each day of the week, also where a change of the clocks makes one an hour shorter or longer. */
const NOON_MS = DAY_MS / 2;

/** The days of a week on a phone, whose list has those with visits alone: each leads to the day, to close it or look at it. */
export function WeekDays({ from, capacityOf, onOpenDay }: Props) {
  const text = useDeskText();
  const today = londonDayKey(new Date());
  const start = toDate(from).getTime();
  const noons = Array.from({ length: 7 }, (_, i) => new Date(start + i * DAY_MS + NOON_MS));
  return (
    <div className={styles.weekDays}>
      {noons.map((noon) => {
        const day = londonDayKey(noon);
        return (
          <button
            key={day}
            type="button"
            aria-label={`${londonLongDay(noon)}: ${capacityInWords(text, capacityOf(day))}`}
            onClick={() => onOpenDay(day)}
          >
            <DayHeading label={londonDay(noon)} capacity={capacityOf(day)} past={day < today} narrow />
          </button>
        );
      })}
    </div>
  );
}
