'use client';
import { useCallback, useEffect, useState } from 'react';
import type { Diary } from '../../services/appointments/diary.ts';
import { callApi } from '../call-api.ts';
import { useDeskText } from '../strings/use-desk-text.ts';

/** Others book while the page is open. */
const REFRESH_MS = 60_000;
const NOTHING: Diary = { visits: [], openSlots: [], closedDays: [] };

export type Window = { from: string; to: string };

/** The diary of a window, read again every minute, when the page is looked at again, and by `reload`. */
export function useDiary(api: string, window: Window | undefined) {
  const text = useDeskText();
  const [{ diary, of }, setRead] = useState({ diary: NOTHING, of: '' });
  const [failure, setFailure] = useState<string>();
  const { from, to } = window ?? {};

  const reload = useCallback(
    async (signal?: AbortSignal) => {
      if (!from || !to) return;
      const url = `${api}/desk/diary?${new URLSearchParams({ from, to })}`;
      const answer = await callApi<Diary>(text, url, signal ? { signal } : {});
      if (signal?.aborted) return;
      setFailure(answer.ok ? undefined : answer.message);
      if (answer.ok) setRead({ diary: answer.body, of: `${from} ${to}` });
    },
    [api, text, from, to],
  );

  useEffect(() => {
    const abort = new AbortController();
    const look = () => {
      if (document.visibilityState === 'visible') void reload(abort.signal);
    };
    void reload(abort.signal);
    const timer = setInterval(look, REFRESH_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      abort.abort();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [reload]);

  return { diary, loading: of !== `${from} ${to}`, failure, reload };
}
