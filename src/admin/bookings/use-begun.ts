'use client';
import { useEffect, useState } from 'react';
import { toDate } from '../../dates.ts';

const LOOK_MS = 15_000;

const isPast = (startsAt: string | undefined) => startsAt !== undefined && toDate(startsAt) <= new Date();

/** Whether a visit has begun; a page that stays open sees it begin. */
export function useBegun(startsAt: string | undefined): boolean {
  const [begun, setBegun] = useState(() => isPast(startsAt));
  useEffect(() => {
    setBegun(isPast(startsAt));
    const timer = setInterval(() => setBegun(isPast(startsAt)), LOOK_MS);
    return () => clearInterval(timer);
  }, [startsAt]);
  return begun;
}
