import { z } from 'zod';
import { endpoint } from '../../gateway/endpoint.ts';
import { confirmMany } from '../../services/appointments/confirm-many.ts';

/** As many as a page of the list has at most. */
const MAX_AT_ONCE = 100;

/** What is done with many bookings at once. */
export const bookingEndpoints = [
  endpoint({
    method: 'post',
    path: '/desk/bookings/confirm',
    summary: 'Confirm many bookings; one that can’t be stops no other',
    tag: 'Desk',
    callers: ['sales'],
    body: z.strictObject({ bookingIds: z.array(z.uuid()).min(1).max(MAX_AT_ONCE) }),
    replies: {
      200: z.object({
        confirmed: z.array(z.uuid()),
        refused: z.array(z.object({ bookingId: z.uuid(), reason: z.string() })),
      }),
    },
    handle: async ({ payload, caller, body: { bookingIds } }) => ({
      status: 200,
      body: await confirmMany(payload, bookingIds, caller.user),
    }),
  }),
];
