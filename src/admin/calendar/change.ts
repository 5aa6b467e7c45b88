import type { DiaryVisit, OpenSlots } from '../../services/appointments/diary.ts';
import type { BookingStatus } from '../../services/appointments/types.ts';
import { callApi, type Refusal } from '../call-api.ts';
import type { DeskText } from '../strings/desk-text.ts';

const VERBS: Record<BookingStatus, string> = {
  PENDING: '',
  CONFIRMED: 'confirm',
  COMPLETED: 'complete',
  NO_SHOW: 'no-show',
  CANCELLED: 'cancel',
};

type Outcome = { ok: true } | Refusal;

/** Somebody was quicker with this one; one of a parallel team may still be free. */
const TAKEN = new Set(['slot_taken', 'slot_held', 'slot_unavailable']);

/** Where the API is, and the words for what goes wrong on the way. */
export type Desk = { api: string; text: DeskText };

const post = ({ api, text }: Desk, { bookingId }: DiaryVisit, verb: string, body?: unknown) =>
  callApi(text, `${api}/v1/appointments/${bookingId}/${verb}`, { method: 'POST', body });

/** Moves a booking along its states by the routes of `/v1` (api.md §3). */
export const moveTo = (desk: Desk, visit: DiaryVisit, status: BookingStatus, reason?: string): Promise<Outcome> =>
  post(desk, visit, VERBS[status], reason ? { reason } : undefined);

/** Moves a booking to one of `slotIds`, which are alike: the first that is still free. */
export async function reschedule(desk: Desk, visit: DiaryVisit, slotIds: readonly string[]): Promise<Outcome> {
  let outcome: Outcome = { ok: false, message: desk.text('calendar:noSlotToMove') };
  for (const slotId of slotIds) {
    outcome = await post(desk, visit, 'reschedule', { slotId });
    if (outcome.ok || !TAKEN.has(outcome.code ?? '')) return outcome;
  }
  return outcome;
}

/** Takes slots off the website, or puts them back. */
export async function setClosed({ api, text }: Desk, { slotIds }: OpenSlots, isClosed: boolean): Promise<Outcome> {
  for (const slotId of slotIds) {
    const outcome = await callApi(text, `${api}/time-slots/${slotId}`, { method: 'PATCH', body: { isClosed } });
    if (!outcome.ok) return outcome;
  }
  return { ok: true };
}

/** Closes a day for a showroom or (empty) for the whole company; it says how many bookings the day still has. */
export const closeDay = ({ api, text }: Desk, date: string, showroomId: string, reason: string) =>
  callApi<{ bookings: number }>(text, `${api}/desk/closed-days`, {
    method: 'POST',
    body: { date, reason, ...(showroomId ? { showroomId } : {}) },
  });

/** Opens it again. */
export const reopenDay = ({ api, text }: Desk, date: string, showroomId: string | null): Promise<Outcome> =>
  callApi(text, `${api}/desk/closed-days/${date}${showroomId ? `?showroomId=${showroomId}` : ''}`, {
    method: 'DELETE',
  });
