'use client';
import { useRowLabel } from '@payloadcms/ui';
import { useDeskText } from '../strings/use-desk-text.ts';

type Hours = { day?: string; opens?: string; closes?: string };

/** "Monday 09:00–17:00". */
export function HoursLabel() {
  const { data } = useRowLabel<Hours>();
  const text = useDeskText();
  if (!data?.day) return <span>{text('rows:newHours')}</span>;
  const day = data.day.replace(/^./, (letter) => letter.toUpperCase());
  return (
    <span>
      {day} {data.opens ?? '…'}–{data.closes ?? '…'}
    </span>
  );
}
