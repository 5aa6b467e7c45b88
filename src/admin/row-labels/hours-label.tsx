'use client';
import { useRowLabel } from '@payloadcms/ui';

type Hours = { day?: string; opens?: string; closes?: string };

/** "Monday 09:00–17:00". */
export function HoursLabel() {
  const { data } = useRowLabel<Hours>();
  if (!data?.day) return <span>New hours</span>;
  const day = data.day.replace(/^./, (letter) => letter.toUpperCase());
  return (
    <span>
      {day} {data.opens ?? '…'}–{data.closes ?? '…'}
    </span>
  );
}
