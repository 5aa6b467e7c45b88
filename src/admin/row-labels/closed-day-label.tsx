'use client';
import { useRowLabel } from '@payloadcms/ui';
import { parseDay } from '../../dates.ts';
import { londonDate } from '../london-format.ts';
import { useDeskText } from '../strings/use-desk-text.ts';

type ClosedDay = { date?: string; reason?: string | null };

/** "Fri 25 Dec 2026, Christmas Day". */
export function ClosedDayLabel() {
  const { data } = useRowLabel<ClosedDay>();
  const text = useDeskText();
  const day = parseDay(data?.date);
  if (!day) return <span>{text('rows:newClosedDay')}</span>;
  return <span>{[londonDate(`${day}T12:00:00Z`), data.reason].filter(Boolean).join(', ')}</span>;
}
