import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { toDate } from '../../dates.ts';
import { toldEvents } from '../../events/told-events.ts';

/** Something that happened to an order; `at` is ISO 8601. */
export type TimelineEntry = { at: string; text: string };

/** Subscribers whose being done is an e-mail that went out. */
const EMAILS: Record<string, string> = {
  'payment-receipt': 'Receipt sent to the customer',
  'payment-failed': 'Customer told that the payment failed',
  'payment-refunded': 'Customer told of the refund',
  'payment-refund-failed': 'Customer told that the refund failed',
  'internal-refund-failed': 'Sales team told that the refund failed',
  'internal-payment-disputed': 'Sales team told of the dispute',
};

/** Everything that happened to an order and its payments, oldest first: states, Stripe’s events, refunds, documents, e-mails. */
export async function timelineOf(payload: Payload, orderId: string): Promise<TimelineEntry[]> {
  const [own, events] = await Promise.all([ownEntries(payload, orderId), toldEvents(payload, orderId)]);
  const emails = events.flatMap(({ done }) =>
    done.flatMap(({ subscriber, at }) => (EMAILS[subscriber] ? [{ at, text: EMAILS[subscriber] }] : [])),
  );
  const emitted = events.map(({ topic, at }) => ({ at, text: `Event ${topic}` }));
  return [...own, ...emitted, ...emails]
    .map(({ at, text }) => ({ at: toDate(at).toISOString(), text }))
    .sort((a, b) => a.at.localeCompare(b.at));
}

async function ownEntries(payload: Payload, orderId: string): Promise<TimelineEntry[]> {
  const { rows } = await database(payload).execute<TimelineEntry>(sql`
    WITH own AS (SELECT id, created_at, stripe_payment_intent_id FROM payments WHERE order_id = ${orderId})
    SELECT created_at AS at, 'Order made' AS text FROM orders WHERE id = ${orderId}
    UNION ALL SELECT created_at, 'Payment begun' FROM own
    UNION ALL SELECT at, 'Order is ' || to_status FROM status_changes WHERE row_id = ${orderId}
    UNION ALL SELECT at, 'Payment is ' || to_status FROM status_changes WHERE row_id IN (SELECT id FROM own)
    UNION ALL SELECT received_at, 'Stripe: ' || type || ' (' || outcome || ')' FROM stripe_events
      WHERE payment_id IN (SELECT id FROM own)
    UNION ALL SELECT at, concat_ws(': ', 'Payment failed', replace(coalesce(decline_code, code), '_', ' '), message)
      FROM payment_failures WHERE payment_id IN (SELECT id FROM own)
    UNION ALL SELECT created_at, format('Refund of £%s, %s: %s', round(amount / 100.0, 2), reason, status) FROM refunds
      WHERE payment_id IN (SELECT id FROM own)
    UNION ALL SELECT issued_at, number || ' issued' FROM invoices WHERE order_id = ${orderId}`);
  return rows;
}
