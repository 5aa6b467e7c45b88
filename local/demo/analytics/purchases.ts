import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../../src/database/transaction.ts';
import type { TrackingEvent } from '../../../src/services/analytics/tracking-event.ts';
import { idMadeAt } from '../ids.ts';
import type { Random } from '../random.ts';
import { type DemoPages, eventsOf, shoppingVisit } from './visits.ts';

/** An order of the demo with the money that came and went; pence. */
export type Purchase = {
  orderId: string;
  customerId: string;
  orderedAt: string;
  total: number;
  moved: { type: 'conversion' | 'payment_refunded'; at: string; amount: number }[];
};

const MINUTE = 60_000;

/** The orders of the demo, an invoice for what was paid and a credit note for what went back. */
export async function readPurchases(req: Transactional): Promise<Purchase[]> {
  const tx = await sessionOf(req);
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

/** The visit that led to an order, and what this site recorded of the order and its payment. */
export function purchaseEvents(
  random: Random,
  { orderId, customerId, ...order }: Purchase,
  pages: DemoPages,
): TrackingEvent[] {
  const moments = shoppingVisit(random, pages);
  const orderedAt = new Date(order.orderedAt);
  const startsAt = new Date(orderedAt.getTime() - 2 * MINUTE * (moments.length + 1));
  return [
    ...eventsOf(random, { startsAt, userId: customerId, moments }),
    recorded(random, {
      type: 'checkout_started',
      userId: customerId,
      at: orderedAt,
      properties: { orderId, total: order.total },
    }),
    ...order.moved.map(({ type, at, amount }) =>
      recorded(random, {
        type,
        userId: customerId,
        at: new Date(at),
        properties: { orderId, amount, currency: 'GBP' },
      }),
    ),
  ];
}

type Recorded = { type: string; userId: string; at: Date; properties: Record<string, unknown> };

function recorded(random: Random, { at, ...event }: Recorded): TrackingEvent {
  const occurredAt = at.toISOString();
  return {
    ...{ id: idMadeAt(at, random), category: 'commerce', sessionId: null, ...event },
    ...{ pageUrl: null, referrer: null, utm: {}, isBot: false, ipPrefix: null, occurredAt, receivedAt: occurredAt },
  };
}
