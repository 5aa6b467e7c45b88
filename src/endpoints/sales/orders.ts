import { z } from 'zod';
import { isCustomer } from '../../access/roles.ts';
import { Problem } from '../../lib/problem.ts';
import { staffNotesInput } from '../../services/identity/index.ts';
import { type Buyer, createOrder, orderRequest } from '../../services/sales/create-order.ts';
import { saveOrderNotes } from '../../services/sales/order-notes.ts';
import { listOrders, readOrder, toOrderView } from '../../services/sales/read-orders.ts';
import { requestRefund } from '../../services/sales/request-refund.ts';
import { isReceiptPending, resendReceipt } from '../../services/sales/resend-receipt.ts';
import { getOwnerId, requireStaffId } from '../callers.ts';
import { type Caller, defineEndpoint, type Endpoint } from '../endpoint.ts';
import * as shapes from './shapes.ts';

const tag = 'Orders and payments';
const OWNER_OR_SALES = ['customer', 'sales'] as const;

function requireBuyer({ user }: Caller): Buyer {
  if (!isCustomer(user)) throw new Problem('forbidden');
  return { customerId: user.id, name: `${user.firstName} ${user.lastName}` };
}

/** The endpoints of `/v1/orders` (docs/spec/api.md#4-orders-and-payments). */
export const orderEndpoints: Endpoint[] = [
  defineEndpoint({
    method: 'post',
    path: '/v1/orders',
    summary: 'Order products at today’s prices; their stock is reserved until the payment deadline',
    tag,
    callers: ['customer'],
    idempotent: true,
    body: orderRequest,
    replies: { 201: shapes.createdOrder },
    problems: [
      'limit_reached',
      'product_unavailable',
      'out_of_stock',
      'idempotency_conflict',
      'idempotency_key_reused',
    ],
    handle: ({ payload, caller, body, idempotencyKey }) =>
      createOrder(payload, requireBuyer(caller), body, idempotencyKey),
  }),
  defineEndpoint({
    method: 'get',
    path: '/v1/orders',
    summary: 'List orders, newest first: your own, or everybody’s for sales staff',
    tag,
    callers: OWNER_OR_SALES,
    query: z.strictObject({
      cursor: z.uuid({ error: 'Send the id of an order.' }).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
      status: shapes.orderStatus.optional(),
    }),
    replies: { 200: shapes.orderPage },
    problems: ['invalid_cursor'],
    handle: async ({ payload, caller, query }) => {
      const { rows, nextCursor, hasNextPage } = await listOrders(payload, getOwnerId(caller), query);
      return { status: 200, body: { data: rows.map(toOrderView), nextCursor, hasNextPage } };
    },
  }),
  defineEndpoint({
    method: 'get',
    path: '/v1/orders/:orderId',
    summary: 'Get an order with its payments and invoice',
    tag,
    callers: OWNER_OR_SALES,
    params: z.strictObject({ orderId: z.string() }),
    replies: { 200: shapes.order },
    problems: ['not_found'],
    handle: async ({ payload, caller, params }) => ({
      status: 200,
      body: toOrderView(await readOrder(payload, params.orderId, getOwnerId(caller))),
    }),
  }),
  defineEndpoint({
    method: 'post',
    path: '/v1/orders/:orderId/refunds',
    summary:
      'Refund part of an order, or all that is left to refund; the order changes when Stripe confirms the refund',
    tag,
    callers: ['sales'],
    idempotent: true,
    params: z.strictObject({ orderId: z.string() }),
    body: z.strictObject({ amount: shapes.poundsInput.optional(), reason: shapes.refundReason }),
    replies: { 201: shapes.refund },
    problems: ['not_found', 'invalid_state', 'amount_mismatch', 'idempotency_conflict', 'idempotency_key_reused'],
    handle: ({ payload, caller, params: { orderId }, body, idempotencyKey }) =>
      requestRefund(payload, { orderId, ...body, staffId: requireStaffId(caller) }, idempotencyKey),
  }),
];

const common = {
  tag: 'Back office',
  callers: ['sales'],
  params: z.strictObject({ orderId: z.string() }),
} as const;

/** The endpoints with which sales staff resend the e-mail with the receipt of an order, and write notes on the order. */
export const staffOrderEndpoints = [
  defineEndpoint({
    ...common,
    method: 'get',
    path: '/desk/orders/:orderId/receipt',
    summary: 'Check whether a receipt of the order is still being sent',
    replies: { 200: z.object({ pending: z.boolean() }) },
    problems: ['not_found'],
    handle: async ({ payload, params: { orderId } }) => ({
      status: 200,
      body: { pending: await isReceiptPending(payload, orderId) },
    }),
  }),
  defineEndpoint({
    ...common,
    method: 'post',
    path: '/desk/orders/:orderId/receipt',
    summary: 'Send the receipt of a paid order again, at most three times an hour',
    replies: { 202: z.object({ message: z.literal('Receipt on its way') }) },
    problems: ['not_found', 'invalid_state', 'rate_limited'],
    handle: async ({ payload, caller, params: { orderId } }) => {
      await resendReceipt(payload, orderId, requireStaffId(caller));
      return { status: 202, body: { message: 'Receipt on its way' } };
    },
  }),
  defineEndpoint({
    ...common,
    method: 'patch',
    path: '/desk/orders/:orderId/notes',
    summary: 'Change the staff notes on an order',
    body: staffNotesInput,
    replies: { 200: z.object({ notes: z.string() }) },
    problems: ['not_found', 'invalid_state'],
    handle: async ({ payload, params: { orderId }, body }) => {
      await saveOrderNotes(payload, orderId, body);
      return { status: 200, body: { notes: body.notes } };
    },
  }),
];
