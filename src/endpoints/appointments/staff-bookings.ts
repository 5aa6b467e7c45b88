import { z } from 'zod';
import { Problem } from '../../lib/problem.ts';
import { confirmBookings } from '../../services/appointments/change-booking.ts';
import { closeDay, reopenDay } from '../../services/appointments/close-day.ts';
import { parseSlotWindow, slotWindow } from '../../services/appointments/list-slots.ts';
import { toBookingView } from '../../services/appointments/read-booking.ts';
import { calendarData, readCalendar } from '../../services/appointments/read-calendar.ts';
import { resendConfirmation } from '../../services/appointments/resend-confirmation.ts';
import { readTakeBackOffer, takeBackChange } from '../../services/appointments/take-back-status.ts';
import { requireStaffId } from '../callers.ts';
import { defineEndpoint } from '../endpoint.ts';
import { booking } from './shapes.ts';

/** Maximum bookings per request: the longest page of the list shows 100. */
const MAX_AT_ONCE = 100;

const common = { tag: 'Back office', callers: ['sales'] } as const;
const byBooking = z.strictObject({ bookingId: z.string() });

/** The booking endpoints that the admin UI needs in addition to those of `/v1`. */
export const bookingEndpoints = [
  defineEndpoint({
    ...common,
    method: 'post',
    path: '/desk/bookings/confirm',
    summary: 'Confirm several bookings; a failure of one does not stop the others',
    body: z.strictObject({ bookingIds: z.array(z.uuid()).min(1).max(MAX_AT_ONCE) }),
    replies: {
      200: z.object({
        confirmed: z.array(z.uuid()),
        refused: z.array(z.object({ bookingId: z.uuid(), reason: z.string() })),
      }),
    },
    handle: async ({ payload, caller, body: { bookingIds } }) => ({
      status: 200,
      body: await confirmBookings(payload, bookingIds, caller.user),
    }),
  }),
  defineEndpoint({
    ...common,
    method: 'get',
    path: '/desk/bookings/:bookingId/take-back',
    summary:
      'Get the id of the last status change and the seconds left to take it back; null and 0 if there is no change to take back',
    params: byBooking,
    replies: { 200: z.object({ changeId: z.uuid().nullable(), secondsLeft: z.number() }) },
    problems: ['not_found'],
    handle: async ({ payload, params: { bookingId } }) => ({
      status: 200,
      body: (await readTakeBackOffer(payload, bookingId)) ?? { changeId: null, secondsLeft: 0 },
    }),
  }),
  defineEndpoint({
    ...common,
    method: 'post',
    path: '/desk/bookings/:bookingId/take-back',
    summary: 'Take back a cancellation, no-show or completion that staff have recorded in the last ten minutes',
    params: byBooking,
    body: z.strictObject({ changeId: z.uuid() }),
    replies: { 200: booking },
    problems: ['not_found', 'invalid_state', 'slot_taken', 'slot_held', 'slot_unavailable'],
    handle: async ({ payload, params: { bookingId }, body: { changeId } }) => ({
      status: 200,
      body: toBookingView(await takeBackChange(payload, bookingId, changeId)),
    }),
  }),
  defineEndpoint({
    ...common,
    method: 'post',
    path: '/desk/bookings/:bookingId/resend',
    summary: 'Resend the confirmation of an upcoming visit to the customer',
    params: byBooking,
    replies: { 202: z.object({ message: z.literal('Confirmation on its way') }) },
    problems: ['not_found', 'invalid_state', 'rate_limited'],
    handle: async ({ payload, caller, params: { bookingId } }) => {
      await resendConfirmation(payload, bookingId, requireStaffId(caller));
      return { status: 202, body: { message: 'Confirmation on its way' } };
    },
  }),
];

const calendarCommon = { tag: 'Back office', callers: ['sales'] } as const;

/** The showroom to close; undefined for the whole company. */
const showroomId = z.uuid().optional();

/**
 * A day from 2000 to 2099. A limit is needed because the code computes the next day too: the day after 9999-12-31 has a
 * five-digit year, which Postgres cannot parse.
 */
const day = z.iso.date().refine((date) => date.startsWith('20'), 'The day must be between 2000 and 2099.');

/** A London time as `HH:mm`. */
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Enter a time, such as 09:30.');

/** The hours to close; undefined for the whole day. */
const hours = { from: time.optional(), to: time.optional() };

type Hours = { from?: string | undefined; to?: string | undefined };

const areHours = ({ from, to }: Hours) => (from === undefined ? to === undefined : to !== undefined && from < to);
const WRONG_HOURS = { path: ['to'], message: 'Enter a start time and a later end time, or leave both empty.' };

type Closed = Hours & { date: string; showroomId?: string | undefined };

const toClosedDay = ({ date, from, to, showroomId: showroom }: Closed) => ({
  ...{ date, from: from ?? null, to: to ?? null, showroomId: showroom ?? null },
});

/** The endpoints that the admin UI's calendar needs in addition to those of `/v1`. */
export const calendarEndpoints = [
  defineEndpoint({
    ...calendarCommon,
    method: 'get',
    path: '/desk/diary',
    summary: 'List visits, open slots and closed days of a period',
    query: z.strictObject(slotWindow),
    replies: { 200: calendarData },
    handle: async ({ payload, query }) => {
      const window = parseSlotWindow(query);
      if (typeof window === 'string') throw new Problem('validation_failed', window);
      return { status: 200, body: await readCalendar(payload, window) };
    },
  }),
  defineEndpoint({
    ...calendarCommon,
    method: 'post',
    path: '/desk/closed-days',
    summary: 'Close a day, or some of its hours, for a showroom or the whole company; the bookings of the day stay',
    body: z
      .strictObject({ date: day, ...hours, showroomId, reason: z.string().trim().max(100).optional() })
      .refine(areHours, WRONG_HOURS),
    replies: { 200: z.object({ bookings: z.number() }) },
    problems: ['not_found'],
    handle: async ({ payload, caller, body: { reason, ...closed } }) => ({
      status: 200,
      body: { bookings: await closeDay(payload, toClosedDay(closed), reason || null, caller.user) },
    }),
  }),
  defineEndpoint({
    ...calendarCommon,
    method: 'delete',
    path: '/desk/closed-days/:date',
    summary: 'Reopen a closed day, or closed hours of a day',
    params: z.strictObject({ date: day }),
    query: z.strictObject({ ...hours, showroomId }).refine(areHours, WRONG_HOURS),
    replies: { 204: null },
    handle: async ({ payload, caller, params: { date }, query }) => {
      await reopenDay(payload, toClosedDay({ date, ...query }), caller.user);
      return { status: 204 };
    },
  }),
];
