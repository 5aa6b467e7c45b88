import { DateTime } from 'luxon';
import type { Page } from 'playwright-core';
import { LONDON } from '../../src/lib/dates.ts';
import type {
  CalendarAppointment,
  CalendarData,
  CalendarSlots,
} from '../../src/services/appointments/read-calendar.ts';

const DAYS = 14;

const toDay = (instant: string) => DateTime.fromISO(instant).setZone(LONDON).toFormat('yyyy-MM-dd');

/** Returns the first London day from tomorrow on (YYYY-MM-DD) whose appointments and free slots meet the condition. */
export async function dayWith(
  page: Page,
  fits: (visits: CalendarAppointment[], free: CalendarSlots[]) => boolean,
): Promise<string> {
  const tomorrow = DateTime.now().setZone(LONDON).startOf('day').plus({ days: 1 });
  const last = tomorrow.plus({ days: DAYS - 1 });
  const window = { from: tomorrow.toFormat('yyyy-MM-dd'), to: last.toFormat('yyyy-MM-dd') };
  const answer = await page.request.get(`/api/desk/diary?${new URLSearchParams(window)}`, {
    // The server accepts the session cookie only in requests from its own site.
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  const { visits, openSlots } = (await answer.json()) as CalendarData;
  for (let day = tomorrow; day <= last; day = day.plus({ days: 1 })) {
    const date = day.toFormat('yyyy-MM-dd');
    const isOfDay = ({ startsAt }: { startsAt: string }) => toDay(startsAt) === date;
    const free = openSlots.filter((slots) => slots.state === 'FREE' && isOfDay(slots));
    if (fits(visits.filter(isOfDay), free)) return date;
  }
  throw new Error(`None of the next ${DAYS} days has the appointments and free slots that the picture needs.`);
}
