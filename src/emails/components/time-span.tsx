import { styles } from '../theme.ts';

interface TimeSpanProps {
  /** As `londonSpan` writes it. */
  text: string;
}

const HOURS = /(\d\d:\d\d–\d\d:\d\d)/;

/** A time span whose hours stay on one line. */
export function TimeSpan({ text }: TimeSpanProps) {
  const [day, hours, rest] = text.split(HOURS);
  return (
    <strong>
      {day}
      {hours && <span style={styles.unbroken}>{hours}</span>}
      {rest}
    </strong>
  );
}
