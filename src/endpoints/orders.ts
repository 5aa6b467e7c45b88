import { z } from 'zod';
import { isCustomer } from '../access/roles.ts';
import { type Caller, type Endpoint, endpoint } from '../gateway/endpoint.ts';
import { Problem } from '../problem.ts';
import { type Buyer, createOrder } from '../services/sales/create-order.ts';
import { listOrders } from '../services/sales/list-orders.ts';
import { orderRequest } from '../services/sales/order-request.ts';
import { readOrder } from '../services/sales/read-order.ts';
import { requestRefund } from '../services/sales/request-refund.ts';
import { orderView } from '../services/sales/view.ts';
import { ownerOf, staffOf } from './callers.ts';
import * as shapes from './order-shapes.ts';

const tag = 'Orders and payments';
const OWNER_OR_SALES = ['customer', 'sales'] as const;

function buyerOf({ user }: Caller): Buyer {
  if (!isCustomer(user)) throw new Problem('forbidden');
  return { customerId: user.id, name: `${user.firstName} ${user.lastName}` };
}

/** `/v1/orders` (api.md §4). */
export const orderEndpoints: Endpoint[] = [
  endpoint({
    method: 'post',
    path: '/v1/orders',
    summary: 'Order products at today’s prices; their stock is reserved until the time to pay is over',
    tag,
    callers: ['customer'],
    idempotent: true,
    body: orderRequest,
    replies: { 201: shapes.created },
    problems: [
      'limit_reached',
      'product_unavailable',
      'out_of_stock',
      'idempotency_conflict',
      'idempotency_key_reused',
    ],
    handle: ({ payload, caller, body, idempotencyKey }) => createOrder(payload, buyerOf(caller), body, idempotencyKey),
  }),
  endpoint({
    method: 'get',
    path: '/v1/orders',
    summary: 'Orders, newest first: one’s own, or everybody’s for sales',
    tag,
    callers: OWNER_OR_SALES,
    query: z.strictObject({
      cursor: z.uuid({ error: 'An id of an order.' }).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
      status: shapes.orderStatus.optional(),
    }),
    replies: { 200: shapes.orderPage },
    problems: ['invalid_cursor'],
    handle: async ({ payload, caller, query }) => {
      const { rows, nextCursor, hasNextPage } = await listOrders(payload, ownerOf(caller), query);
      return { status: 200, body: { data: rows.map(orderView), nextCursor, hasNextPage } };
    },
  }),
  endpoint({
    method: 'get',
    path: '/v1/orders/:orderId',
    summary: 'One order with its payments and invoice',
    tag,
    callers: OWNER_OR_SALES,
    params: z.strictObject({ orderId: z.string() }),
    replies: { 200: shapes.order },
    problems: ['not_found'],
    handle: async ({ payload, caller, params }) => ({
      status: 200,
      body: orderView(await readOrder(payload, params.orderId, ownerOf(caller))),
    }),
  }),
  endpoint({
    method: 'post',
    path: '/v1/orders/:orderId/refunds',
    summary: 'Refund a part of an order, or all that is left; the order changes when Stripe says so',
    tag,
    callers: ['sales'],
    idempotent: true,
    params: z.strictObject({ orderId: z.string() }),
    body: z.strictObject({ amount: shapes.poundsInput.optional(), reason: shapes.refundReason }),
    replies: { 201: shapes.refund },
    problems: ['not_found', 'invalid_state', 'amount_mismatch', 'idempotency_conflict', 'idempotency_key_reused'],
    handle: ({ payload, caller, params: { orderId }, body, idempotencyKey }) =>
      requestRefund(payload, { orderId, ...body, staffId: staffOf(caller) }, idempotencyKey),
  }),
];
