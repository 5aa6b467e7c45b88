'use client';
import { useRowLabel } from '@payloadcms/ui';
import { londonDate } from '../london-format.ts';

type ClosedDay = { date?: string; reason?: string | null };

/** "Fri 25 Dec 2026, Christmas Day". */
export function ClosedDayLabel() {
  const { data } = useRowLabel<ClosedDay>();
  const known = data?.date && !Number.isNaN(Date.parse(data.date));
  if (!known) return <span>New closed day</span>;
  return <span>{[londonDate(`${data.date}T12:00:00Z`), data.reason].filter(Boolean).join(', ')}</span>;
}
