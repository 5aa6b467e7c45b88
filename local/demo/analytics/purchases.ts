import { sql } from '@payloadcms/db-postgres';
import { type Transactional, transactionOf } from '../../../src/database/transaction.ts';
import type { TrackingEvent } from '../../../src/services/analytics/store-events.ts';
import { createIdAt } from '../create-id-at.ts';
import type { Random } from '../random.ts';
import { type DemoPages, shoppingSession, toTrackingEvents } from './sessions.ts';

/** A demo order with its payment and refunds; amounts in pence. */
export type Purchase = {
  orderId: string;
  customerId: string;
  orderedAt: string;
  total: number;
  moved: { type: 'conversion' | 'payment_refunded'; at: string; amount: number }[];
};

const MINUTE_MS = 60_000;

/** The demo orders, with the invoices of payments and the credit notes of refunds. */
export async function readPurchases(req: Transactional): Promise<Purchase[]> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<Purchase>(sql`
    SELECT orders.id AS "orderId", orders.customer_id AS "customerId", to_json(orders.created_at) AS "orderedAt",
      orders.total::float8 AS total, coalesce(json_agg(json_build_object(
        'type', CASE kind WHEN 'INVOICE' THEN 'conversion' ELSE 'payment_refunded' END,
        'at', issued_at, 'amount', abs(invoices.total)) ORDER BY issued_at) FILTER (WHERE kind IN ('INVOICE', 'CREDIT_NOTE')),
      '[]') AS moved
    FROM orders LEFT JOIN invoices ON invoices.order_id = orders.id
    WHERE orders.customer_id IS NOT NULL GROUP BY orders.id ORDER BY orders.created_at, orders.id`);
  return rows;
}

/** The events of the session that led to an order, and the events that the site records for the order and its payments. */
export function purchaseEvents(
  random: Random,
  { orderId, customerId, ...order }: Purchase,
  pages: DemoPages,
): TrackingEvent[] {
  const moments = shoppingSession(random, pages);
  const orderedAt = new Date(order.orderedAt);
  const startsAt = new Date(orderedAt.getTime() - 2 * MINUTE_MS * (moments.length + 1));
  return [
    ...toTrackingEvents(random, { startsAt, userId: customerId, moments }),
    toCommerceEvent(random, {
      type: 'checkout_started',
      userId: customerId,
      at: orderedAt,
      properties: { orderId, total: order.total },
    }),
    ...order.moved.map(({ type, at, amount }) =>
      toCommerceEvent(random, {
        type,
        userId: customerId,
        at: new Date(at),
        properties: { orderId, amount, currency: 'GBP' },
      }),
    ),
  ];
}

type CommerceRecord = { type: string; userId: string; at: Date; properties: Record<string, unknown> };

function toCommerceEvent(random: Random, { at, ...event }: CommerceRecord): TrackingEvent {
  const occurredAt = at.toISOString();
  return {
    ...{ id: createIdAt(at, random), category: 'commerce', sessionId: null, ...event },
    ...{ pageUrl: null, referrer: null, utm: {}, isBot: false, ipPrefix: null, occurredAt, receivedAt: occurredAt },
  };
}
