import { z } from 'zod';
import type { Caller, Context } from '../gateway/endpoint.ts';
import { endpoint } from '../gateway/endpoint.ts';
import { Problem } from '../problem.ts';
import { book } from '../services/appointments/book.ts';
import { bookingRequest } from '../services/appointments/booking-request.ts';
import { calendarOf } from '../services/appointments/calendar.ts';
import { type Changer, moveBooking, rescheduleBooking } from '../services/appointments/change-booking.ts';
import { holdSlot, releaseHold } from '../services/appointments/hold-slot.ts';
import { listBookings } from '../services/appointments/list-bookings.ts';
import { listSlots } from '../services/appointments/list-slots.ts';
import { readBooking } from '../services/appointments/read-booking.ts';
import { APPOINTMENT_TYPE_VALUES, type BookingStatus } from '../services/appointments/types.ts';
import { bookingView } from '../services/appointments/view.ts';
import { slotWindow, windowOf } from '../services/appointments/window.ts';
import * as shapes from './appointment-shapes.ts';
import { customerOf, ownerOf } from './callers.ts';

const tag = 'Appointments';
const byBooking = z.strictObject({ bookingId: z.string() });
const OWNER_OR_SALES = ['customer', 'sales'] as const;

const changerOf = (caller: Caller): Changer => ({ customerId: ownerOf(caller), user: caller.user });

const slots = endpoint({
  method: 'get',
  path: '/v1/appointments/slots',
  summary: 'Slots of a window, with what is still available',
  tag,
  callers: ['public'],
  query: z.strictObject({
    type: z.enum(APPOINTMENT_TYPE_VALUES).optional(),
    showroom: z.string().max(100).optional(),
    ...slotWindow,
  }),
  replies: { 200: z.object({ data: z.array(shapes.listedSlot) }) },
  handle: async ({ payload, query }) => {
    const window = windowOf(query);
    if (typeof window === 'string') {
      throw new Problem('validation_failed', window, { errors: [{ path: 'to', message: window }] });
    }
    const data = await listSlots(payload, { type: query.type, showroom: query.showroom, ...window });
    return { status: 200, body: { data }, headers: { 'Cache-Control': 'no-store' } };
  },
});

const createHold = endpoint({
  method: 'post',
  path: '/v1/appointments/holds',
  summary: 'Hold a slot for ten minutes',
  tag,
  callers: ['customer'],
  body: z.strictObject({ slotId: z.uuid() }),
  replies: { 201: shapes.hold },
  problems: ['slot_taken', 'slot_held', 'slot_unavailable', 'not_found'],
  handle: async ({ payload, caller, body }) => ({
    status: 201,
    body: await holdSlot(payload, customerOf(caller), body.slotId),
  }),
});

const deleteHold = endpoint({
  method: 'delete',
  path: '/v1/appointments/holds/:holdId',
  summary: 'Give a hold up',
  tag,
  callers: ['customer'],
  params: z.strictObject({ holdId: z.string() }),
  replies: { 204: null },
  problems: ['not_found'],
  handle: async ({ payload, caller, params }) => {
    await releaseHold(payload, customerOf(caller), params.holdId);
    return { status: 204 };
  },
});

const create = endpoint({
  method: 'post',
  path: '/v1/appointments',
  summary: 'Book a slot',
  tag,
  callers: ['customer'],
  idempotent: true,
  body: bookingRequest,
  replies: { 201: shapes.booked },
  problems: [
    'limit_reached',
    'slot_taken',
    'slot_held',
    'slot_unavailable',
    'not_found',
    'idempotency_conflict',
    'idempotency_key_reused',
  ],
  handle: ({ payload, caller, body, idempotencyKey }) => book(payload, customerOf(caller), body, idempotencyKey),
});

const list = endpoint({
  method: 'get',
  path: '/v1/appointments',
  summary: 'Bookings, newest first: one’s own, or everybody’s for sales',
  tag,
  callers: OWNER_OR_SALES,
  query: z.strictObject({
    cursor: z.string().optional().meta({ description: '`nextCursor` of the page before.' }),
    limit: z.coerce.number().int().min(1).max(100).default(20),
    status: z.enum(shapes.statuses).optional(),
  }),
  replies: { 200: shapes.bookingPage },
  problems: ['invalid_cursor'],
  handle: async ({ payload, caller, query }) => {
    const { rows, nextCursor, hasNextPage } = await listBookings(payload, ownerOf(caller), query);
    return { status: 200, body: { data: rows.map(bookingView), nextCursor, hasNextPage } };
  },
});

const read = endpoint({
  method: 'get',
  path: '/v1/appointments/:bookingId',
  summary: 'One booking',
  tag,
  callers: OWNER_OR_SALES,
  params: byBooking,
  replies: { 200: shapes.booking },
  problems: ['not_found'],
  handle: async ({ payload, caller, params }) => ({
    status: 200,
    body: bookingView(await readBooking(payload, params.bookingId, ownerOf(caller))),
  }),
});

const reschedule = endpoint({
  method: 'post',
  path: '/v1/appointments/:bookingId/reschedule',
  summary: 'Move a booking to another slot',
  tag,
  callers: OWNER_OR_SALES,
  params: byBooking,
  body: z.strictObject({ slotId: z.uuid() }),
  replies: { 200: shapes.booking },
  problems: ['not_found', 'invalid_state', 'too_late', 'slot_taken', 'slot_held', 'slot_unavailable'],
  handle: async ({ payload, caller, params, body }) => ({
    status: 200,
    body: bookingView(await rescheduleBooking(payload, params.bookingId, body.slotId, changerOf(caller))),
  }),
});

const calendar = endpoint({
  method: 'get',
  path: '/v1/appointments/:bookingId/calendar.ics',
  summary: 'The calendar entry of a booking (RFC 5545)',
  tag,
  callers: OWNER_OR_SALES,
  params: byBooking,
  replies: { 200: z.string() },
  replyType: 'text/calendar',
  problems: ['not_found'],
  handle: async ({ payload, caller, params }) => {
    const booking = await readBooking(payload, params.bookingId, ownerOf(caller));
    const method = booking.status === 'CANCELLED' ? 'CANCEL' : 'PUBLISH';
    return {
      status: 200,
      body: await calendarOf(payload, booking),
      type: `text/calendar; charset=utf-8; method=${method}`,
      headers: { 'Content-Disposition': `attachment; filename="${booking.referenceCode}.ics"` },
    };
  },
});

const moved = (verb: string, summary: string) => ({
  ...({ method: 'post', path: `/v1/appointments/:bookingId/${verb}`, summary, tag, params: byBooking } as const),
  replies: { 200: shapes.booking },
});

const move = (verb: string, to: BookingStatus, summary: string) =>
  endpoint({
    ...moved(verb, summary),
    callers: ['sales'],
    problems: ['not_found', 'invalid_state'],
    handle: async ({ payload, caller, params }: Context<z.output<typeof byBooking>>) => ({
      status: 200,
      body: bookingView(await moveBooking(payload, params.bookingId, to, changerOf(caller))),
    }),
  });

/** Why; the booking shows it. */
const reason = z.strictObject({ reason: z.string().trim().max(500).optional() }).optional();

type WithReason = Context<z.output<typeof byBooking>, undefined, z.output<typeof reason>>;

const moveWithReason = (verb: string, to: BookingStatus, summary: string, callers: readonly ('customer' | 'sales')[]) =>
  endpoint({
    ...moved(verb, summary),
    callers,
    body: reason,
    problems: ['not_found', 'invalid_state', ...(callers.includes('customer') ? (['too_late'] as const) : [])],
    handle: async ({ payload, caller, params, body }: WithReason) => ({
      status: 200,
      body: bookingView(await moveBooking(payload, params.bookingId, to, changerOf(caller), body?.reason)),
    }),
  });

/** The routes of api.md §3. */
export const appointmentEndpoints = [
  slots,
  createHold,
  deleteHold,
  create,
  list,
  read,
  reschedule,
  moveWithReason('cancel', 'CANCELLED', 'Cancel a booking, which frees its slot', OWNER_OR_SALES),
  move('confirm', 'CONFIRMED', 'Confirm a booking'),
  move('complete', 'COMPLETED', 'Mark a visit as done, once it has begun'),
  moveWithReason('no-show', 'NO_SHOW', 'Mark a visit as missed, once it has begun', ['sales']),
  calendar,
];
