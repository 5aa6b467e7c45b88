import { z } from 'zod';
import { Problem } from '../../lib/problem.ts';
import { type BookingActor, rescheduleBooking, transitionBooking } from '../../services/appointments/change-booking.ts';
import { bookingRequest, createBooking } from '../../services/appointments/create-booking.ts';
import { holdSlot, releaseHold } from '../../services/appointments/hold-slot.ts';
import { listBookings } from '../../services/appointments/list-bookings.ts';
import { listSlots, parseSlotWindow, slotWindow } from '../../services/appointments/list-slots.ts';
import { readBooking, toBookingView } from '../../services/appointments/read-booking.ts';
import { renderBookingIcs } from '../../services/appointments/render-booking-ics.ts';
import { APPOINTMENT_TYPE_VALUES, type BookingStatus } from '../../services/appointments/statuses.ts';
import { getOwnerId, requireCustomerId } from '../callers.ts';
import { type Caller, type Context, defineEndpoint } from '../endpoint.ts';
import * as shapes from './shapes.ts';

const tag = 'Appointments';
const byBooking = z.strictObject({ bookingId: z.string() });
const OWNER_OR_SALES = ['customer', 'sales'] as const;

const toChanger = (caller: Caller): BookingActor => ({ customerId: getOwnerId(caller), user: caller.user });

const slots = defineEndpoint({
  method: 'get',
  path: '/v1/appointments/slots',
  summary: 'List the slots of a period, and whether each is available',
  tag,
  callers: ['public'],
  query: z.strictObject({
    type: z.enum(APPOINTMENT_TYPE_VALUES).optional(),
    showroom: z.string().max(100).optional(),
    ...slotWindow,
  }),
  replies: { 200: z.object({ data: z.array(shapes.listedSlot) }) },
  handle: async ({ payload, query }) => {
    const window = parseSlotWindow(query);
    if (typeof window === 'string') {
      throw new Problem('validation_failed', window, { errors: [{ path: 'to', message: window }] });
    }
    const data = await listSlots(payload, { type: query.type, showroom: query.showroom, ...window });
    return { status: 200, body: { data }, headers: { 'Cache-Control': 'no-store' } };
  },
});

const createHold = defineEndpoint({
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
    body: await holdSlot(payload, requireCustomerId(caller), body.slotId),
  }),
});

const deleteHold = defineEndpoint({
  method: 'delete',
  path: '/v1/appointments/holds/:holdId',
  summary: 'Release a hold',
  tag,
  callers: ['customer'],
  params: z.strictObject({ holdId: z.string() }),
  replies: { 204: null },
  problems: ['not_found'],
  handle: async ({ payload, caller, params }) => {
    await releaseHold(payload, requireCustomerId(caller), params.holdId);
    return { status: 204 };
  },
});

const create = defineEndpoint({
  method: 'post',
  path: '/v1/appointments',
  summary: 'Book a slot',
  tag,
  callers: ['customer'],
  idempotent: true,
  body: bookingRequest,
  replies: { 201: shapes.createdBooking },
  problems: [
    'limit_reached',
    'slot_taken',
    'slot_held',
    'slot_unavailable',
    'not_found',
    'idempotency_conflict',
    'idempotency_key_reused',
  ],
  handle: ({ payload, caller, body, idempotencyKey }) =>
    createBooking(payload, requireCustomerId(caller), body, idempotencyKey),
});

const list = defineEndpoint({
  method: 'get',
  path: '/v1/appointments',
  summary: 'List bookings, newest first: your own, or everybody’s for sales staff',
  tag,
  callers: OWNER_OR_SALES,
  query: z.strictObject({
    cursor: z.string().optional().meta({ description: 'The `nextCursor` of the previous page.' }),
    limit: z.coerce.number().int().min(1).max(100).default(20),
    status: z.enum(shapes.bookingStatuses).optional(),
  }),
  replies: { 200: shapes.bookingPage },
  problems: ['invalid_cursor'],
  handle: async ({ payload, caller, query }) => {
    const { rows, nextCursor, hasNextPage } = await listBookings(payload, getOwnerId(caller), query);
    return { status: 200, body: { data: rows.map(toBookingView), nextCursor, hasNextPage } };
  },
});

const read = defineEndpoint({
  method: 'get',
  path: '/v1/appointments/:bookingId',
  summary: 'Get a booking',
  tag,
  callers: OWNER_OR_SALES,
  params: byBooking,
  replies: { 200: shapes.booking },
  problems: ['not_found'],
  handle: async ({ payload, caller, params }) => ({
    status: 200,
    body: toBookingView(await readBooking(payload, params.bookingId, getOwnerId(caller))),
  }),
});

const reschedule = defineEndpoint({
  method: 'post',
  path: '/v1/appointments/:bookingId/reschedule',
  summary: 'Reschedule a booking',
  tag,
  callers: OWNER_OR_SALES,
  params: byBooking,
  body: z.strictObject({ slotId: z.uuid() }),
  replies: { 200: shapes.booking },
  problems: ['not_found', 'invalid_state', 'too_late', 'limit_reached', 'slot_taken', 'slot_held', 'slot_unavailable'],
  handle: async ({ payload, caller, params, body }) => ({
    status: 200,
    body: toBookingView(await rescheduleBooking(payload, params.bookingId, body.slotId, toChanger(caller))),
  }),
});

const calendar = defineEndpoint({
  method: 'get',
  path: '/v1/appointments/:bookingId/calendar.ics',
  summary: 'Get the calendar file of a booking (iCalendar, RFC 5545)',
  tag,
  callers: OWNER_OR_SALES,
  params: byBooking,
  replies: { 200: z.string() },
  replyType: 'text/calendar',
  problems: ['not_found'],
  handle: async ({ payload, caller, params }) => {
    const booking = await readBooking(payload, params.bookingId, getOwnerId(caller));
    const method = booking.status === 'CANCELLED' ? 'CANCEL' : 'PUBLISH';
    return {
      status: 200,
      body: await renderBookingIcs(payload, booking),
      type: `text/calendar; charset=utf-8; method=${method}`,
      headers: { 'Content-Disposition': `attachment; filename="${booking.referenceCode}.ics"` },
    };
  },
});

const transitionOptions = (verb: string, summary: string) => ({
  ...({ method: 'post', path: `/v1/appointments/:bookingId/${verb}`, summary, tag, params: byBooking } as const),
  replies: { 200: shapes.booking },
});

const transitionEndpoint = (verb: string, to: BookingStatus, summary: string) =>
  defineEndpoint({
    ...transitionOptions(verb, summary),
    callers: ['sales'],
    problems: ['not_found', 'invalid_state'],
    handle: async ({ payload, caller, params }: Context<z.output<typeof byBooking>>) => ({
      status: 200,
      body: toBookingView(await transitionBooking(payload, params.bookingId, to, toChanger(caller))),
    }),
  });

/** The optional reason for a transition; it is stored with the booking. */
const reason = z.strictObject({ reason: z.string().trim().max(500).optional() }).optional();

type WithReason = Context<z.output<typeof byBooking>, undefined, z.output<typeof reason>>;

const transitionWithReasonEndpoint = (
  verb: string,
  to: BookingStatus,
  summary: string,
  callers: readonly ('customer' | 'sales')[],
) =>
  defineEndpoint({
    ...transitionOptions(verb, summary),
    callers,
    body: reason,
    problems: ['not_found', 'invalid_state', ...(callers.includes('customer') ? (['too_late'] as const) : [])],
    handle: async ({ payload, caller, params, body }: WithReason) => ({
      status: 200,
      body: toBookingView(await transitionBooking(payload, params.bookingId, to, toChanger(caller), body?.reason)),
    }),
  });

/** The endpoints for slots, holds and bookings (docs/spec/api.md#3-appointments). */
export const appointmentEndpoints = [
  slots,
  createHold,
  deleteHold,
  create,
  list,
  read,
  reschedule,
  transitionWithReasonEndpoint('cancel', 'CANCELLED', 'Cancel a booking, which frees its slot', OWNER_OR_SALES),
  transitionEndpoint('confirm', 'CONFIRMED', 'Confirm a booking'),
  transitionEndpoint('complete', 'COMPLETED', 'Mark a visit as completed, once it has begun'),
  transitionWithReasonEndpoint('no-show', 'NO_SHOW', 'Mark a visit as missed, once it has begun', ['sales']),
  calendar,
];
