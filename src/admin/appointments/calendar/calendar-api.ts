'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { CalendarAppointment, CalendarData, CalendarSlots } from '../../../services/appointments/read-calendar.ts';
import type { BookingStatus } from '../../../services/appointments/statuses.ts';
import { type ApiRefusal, callApi } from '../../shared/call-api.ts';
import type { AdminText } from '../../strings/admin-text.ts';
import { useAdminText } from '../../strings/use-admin-text.ts';
import type { ClosableTime } from './calendar-hours.ts';
import { NewestRequest } from './newest-request.ts';

const VERBS: Record<BookingStatus, string> = {
  PENDING: '',
  CONFIRMED: 'confirm',
  COMPLETED: 'complete',
  NO_SHOW: 'no-show',
  CANCELLED: 'cancel',
};

type CalendarApiResult = { ok: true } | ApiRefusal;

/** Problem codes for a slot that is no longer free. The slot of a parallel team may still be free. */
const SLOT_REFUSALS = new Set(['slot_taken', 'slot_held', 'slot_unavailable']);

/** The base path of the API, and the function that returns the texts of error messages. */
export type AdminApi = { api: string; text: AdminText };

const post = ({ api, text }: AdminApi, { bookingId }: CalendarAppointment, verb: string, body?: unknown) =>
  callApi(text, `${api}/v1/appointments/${bookingId}/${verb}`, { method: 'POST', body });

/** Transitions a booking through the `/v1` routes (docs/spec/api.md#3-appointments). */
export const requestTransition = (
  adminApi: AdminApi,
  appointment: CalendarAppointment,
  status: BookingStatus,
  reason?: string,
): Promise<CalendarApiResult> => post(adminApi, appointment, VERBS[status], reason ? { reason } : undefined);

/**
 * Takes back a change by which staff cancelled a booking or recorded its outcome. `changeId` is the change's id in the change
 * log.
 */
export const requestTakeBack = (
  { api, text }: AdminApi,
  { bookingId }: CalendarAppointment,
  changeId: string,
): Promise<CalendarApiResult> =>
  callApi(text, `${api}/desk/bookings/${bookingId}/take-back`, { method: 'POST', body: { changeId } });

/** Reschedules a booking to the first free slot of `slotIds`. These slots have the same time, type and showroom. */
export async function requestReschedule(
  adminApi: AdminApi,
  appointment: CalendarAppointment,
  slotIds: readonly string[],
): Promise<CalendarApiResult> {
  let result: CalendarApiResult = { ok: false, message: adminApi.text('calendar:noSlotToMove') };
  for (const slotId of slotIds) {
    result = await post(adminApi, appointment, 'reschedule', { slotId });
    if (result.ok || !SLOT_REFUSALS.has(result.code ?? '')) return result;
  }
  return result;
}

/** Closes slots, so that the website does not offer them, or opens closed slots again. */
export async function requestSlotsClosed(
  { api, text }: AdminApi,
  { slotIds }: CalendarSlots,
  isClosed: boolean,
): Promise<CalendarApiResult> {
  for (const slotId of slotIds) {
    const result = await callApi(text, `${api}/time-slots/${slotId}`, { method: 'PATCH', body: { isClosed } });
    if (!result.ok) return result;
  }
  return { ok: true };
}

/** Closes a day, or some of its hours. Returns how many bookings at that time staff have to move or cancel. */
export const requestDayClosed = ({ api, text }: AdminApi, closed: ClosableTime, reason: string) =>
  callApi<{ bookings: number }>(text, `${api}/desk/closed-days`, {
    method: 'POST',
    body: { ...omitEmpty(closed), date: closed.date, reason },
  });

/** Opens a closed day, or closed hours, again. */
export const requestDayReopened = ({ api, text }: AdminApi, closed: ClosableTime): Promise<CalendarApiResult> =>
  callApi(text, `${api}/desk/closed-days/${closed.date}?${new URLSearchParams(omitEmpty(closed))}`, {
    method: 'DELETE',
  });

const omitEmpty = ({ showroomId, from, to }: ClosableTime): Record<string, string> => ({
  ...(showroomId ? { showroomId } : {}),
  ...(from && to ? { from, to } : {}),
});

/** Time between refreshes, which are needed because others book while the page is open. */
const REFRESH_MS = 60_000;
/** Delay before a failed load is repeated. */
const RETRY_MS = 5000;
const EMPTY_CALENDAR: CalendarData = { visits: [], openSlots: [], closedDays: [] };

export type CalendarWindow = { from: string; to: string };

/**
 * The calendar data of a period, refreshed every minute, when the page becomes visible again, and by `reload`. A failed load is
 * retried after five seconds.
 */
export function useCalendar(api: string, window: CalendarWindow | undefined) {
  const text = useAdminText();
  const [{ data, loadedWindow }, setLoaded] = useState({ data: EMPTY_CALENDAR, loadedWindow: '' });
  const [failure, setFailure] = useState<string>();
  const { from, to } = window ?? {};

  const shownWindow = useRef('');
  const [requests] = useState(() => new NewestRequest());

  const reload = useCallback(async () => {
    const requestedWindow = `${from} ${to}`;
    if (!from || !to || shownWindow.current !== requestedWindow) return;
    const isNewest = requests.start();
    const answer = await callApi<CalendarData>(text, `${api}/desk/diary?${new URLSearchParams({ from, to })}`);
    // Ignore the response if the page now shows another period or is closed, or if a newer request has been sent.
    if (shownWindow.current !== requestedWindow || !isNewest()) return;
    setFailure(answer.ok ? undefined : answer.message);
    if (answer.ok) setLoaded({ data: answer.body, loadedWindow: requestedWindow });
  }, [api, text, from, to, requests]);

  useEffect(() => {
    shownWindow.current = `${from} ${to}`;
    void reload();
    return () => {
      shownWindow.current = '';
    };
  }, [reload, from, to]);

  useEffect(() => {
    const refreshIfVisible = () => {
      if (document.visibilityState === 'visible') void reload();
    };
    const timer = setInterval(refreshIfVisible, failure === undefined ? REFRESH_MS : RETRY_MS);
    document.addEventListener('visibilitychange', refreshIfVisible);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', refreshIfVisible);
    };
  }, [reload, failure]);

  return { data, loading: loadedWindow !== `${from} ${to}`, failure, reload };
}
