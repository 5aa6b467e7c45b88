import { DateTime } from 'luxon';
import type { Page } from 'playwright-core';
import type { Diary, DiaryVisit, OpenSlots } from '../../src/services/appointments/diary.ts';
import { LONDON } from '../../src/services/london.ts';

const DAYS = 14;

const dayOf = (instant: string) => DateTime.fromISO(instant).setZone(LONDON).toFormat('yyyy-MM-dd');

/** The first London day from tomorrow on (YYYY-MM-DD) whose visits and free times are as a picture needs them. */
export async function dayWith(page: Page, fits: (visits: DiaryVisit[], free: OpenSlots[]) => boolean): Promise<string> {
  const tomorrow = DateTime.now().setZone(LONDON).startOf('day').plus({ days: 1 });
  const last = tomorrow.plus({ days: DAYS - 1 });
  const window = { from: tomorrow.toFormat('yyyy-MM-dd'), to: last.toFormat('yyyy-MM-dd') };
  const answer = await page.request.get(`/api/desk/diary?${new URLSearchParams(window)}`, {
    // The cookie counts where the site itself asks.
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  const { visits, openSlots } = (await answer.json()) as Diary;
  for (let day = tomorrow; day <= last; day = day.plus({ days: 1 })) {
    const date = day.toFormat('yyyy-MM-dd');
    const isOfDay = ({ startsAt }: { startsAt: string }) => dayOf(startsAt) === date;
    const free = openSlots.filter((slots) => slots.state === 'FREE' && isOfDay(slots));
    if (fits(visits.filter(isOfDay), free)) return date;
  }
  throw new Error(`No day of the next ${DAYS} is as the picture needs it.`);
}
