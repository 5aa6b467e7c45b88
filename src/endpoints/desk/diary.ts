import { z } from 'zod';
import { endpoint } from '../../gateway/endpoint.ts';
import { Problem } from '../../problem.ts';
import { closeDay, reopenDay } from '../../services/appointments/close-day.ts';
import { diary, readDiary } from '../../services/appointments/diary.ts';
import { slotWindow, windowOf } from '../../services/appointments/window.ts';

const common = { tag: 'Desk', callers: ['sales'] } as const;

/** Empty, the whole company. */
const showroomId = z.uuid().optional();

/** A day of this century: the last one that can be written has no day after it. */
const day = z.iso.date().refine((date) => date.startsWith('20'), 'A day from 2000 to 2099');

/** What the calendar of the admin UI reads and does besides what `/v1` has. */
export const diaryEndpoints = [
  endpoint({
    ...common,
    method: 'get',
    path: '/desk/diary',
    summary: 'Visits, open slots and closed days of a window',
    query: z.strictObject(slotWindow),
    replies: { 200: diary },
    handle: async ({ payload, query }) => {
      const window = windowOf(query);
      if (typeof window === 'string') throw new Problem('validation_failed', window);
      return { status: 200, body: await readDiary(payload, window) };
    },
  }),
  endpoint({
    ...common,
    method: 'post',
    path: '/desk/closed-days',
    summary: 'Close a day of a showroom or of the whole company; its bookings stay',
    body: z.strictObject({ date: day, showroomId, reason: z.string().trim().max(100).optional() }),
    replies: { 200: z.object({ bookings: z.number() }) },
    problems: ['not_found'],
    handle: async ({ payload, caller, body: { date, showroomId = null, reason } }) => ({
      status: 200,
      body: { bookings: await closeDay(payload, { date, showroomId }, reason || null, caller.user) },
    }),
  }),
  endpoint({
    ...common,
    method: 'delete',
    path: '/desk/closed-days/:date',
    summary: 'Open a closed day again',
    params: z.strictObject({ date: day }),
    query: z.strictObject({ showroomId }),
    replies: { 204: null },
    handle: async ({ payload, caller, params: { date }, query: { showroomId = null } }) => {
      await reopenDay(payload, { date, showroomId }, caller.user);
      return { status: 204 };
    },
  }),
];
