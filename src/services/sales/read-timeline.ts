import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { readOrderEvents } from '../../events/read-events.ts';
import { toDate } from '../../lib/dates.ts';
import { findLabelInSentence } from '../../lib/display.ts';
import { formatPence } from '../../lib/money.ts';
import { topicInWords } from '../history/index.ts';
import { ORDER_STATUSES, PAYMENT_STATUSES } from './statuses.ts';
import { outcomeInWords, refundReasonInWords, refundStateInWords, stripeEventInWords } from './stripe-events.ts';

/** An entry in an order's timeline; `at` is ISO 8601. */
export type TimelineEntry = { at: string; text: string };

/** The labels of the subscribers that send e-mails. If `done` of an event lists such a subscriber, the e-mail was sent. */
const EMAIL_LABELS: Record<string, string> = {
  'payment-receipt': 'Receipt sent to the customer',
  'payment-failed': 'Customer notified that the payment failed',
  'payment-refunded': 'Customer notified of the refund',
  'payment-refund-failed': 'Customer notified that the refund failed',
  'internal-refund-failed': 'Sales team notified that the refund failed',
  'internal-payment-disputed': 'Sales team notified of the dispute',
};

type Row = { at: string } & (
  | { kind: 'made' | 'begun' }
  | { kind: 'order' | 'payment'; status: string }
  | { kind: 'stripe'; type: string; outcome: string }
  | { kind: 'failure'; code: string | null; message: string | null }
  | { kind: 'refund'; amount: number; reason: string | null; status: string }
  | { kind: 'document'; number: string }
);

/** Reads the timeline of an order and its payments, oldest first: statuses, Stripe’s events, refunds, documents and e-mails. */
export async function readTimeline(payload: Payload, orderId: string): Promise<TimelineEntry[]> {
  const [own, events] = await Promise.all([ownRows(payload, orderId), readOrderEvents(payload, orderId)]);
  const emails = events.flatMap(({ done }) =>
    done.flatMap(({ subscriber, at }) => (EMAIL_LABELS[subscriber] ? [{ at, text: EMAIL_LABELS[subscriber] }] : [])),
  );
  const emitted = events.map(({ topic, at }) => ({ at, text: `Event: ${lower(topicInWords(topic))}` }));
  return [...own.map((row) => ({ at: row.at, text: inWords(row) })), ...emitted, ...emails]
    .map(({ at, text }) => ({ at: toDate(at).toISOString(), text }))
    .sort((a, b) => a.at.localeCompare(b.at));
}

function inWords(row: Row): string {
  switch (row.kind) {
    case 'made':
      return 'Order placed';
    case 'begun':
      return 'Payment started';
    case 'order':
      return `Order is ${findLabelInSentence(ORDER_STATUSES, row.status)}`;
    case 'payment':
      return `Payment is ${findLabelInSentence(PAYMENT_STATUSES, row.status)}`;
    case 'stripe':
      return `Stripe: ${stripeEventInWords(row.type)}${inBrackets(outcomeInWords(row.outcome))}`;
    case 'failure':
      return ['Payment failed', row.code?.replaceAll('_', ' '), row.message].filter(Boolean).join(': ');
    case 'refund':
      return `Refund of ${formatPence(row.amount)}, ${refundReasonInWords(row.reason)}: ${refundStateInWords(row.status)}`;
    case 'document':
      return `${row.number} issued`;
  }
}

const inBrackets = (words: string) => (words ? ` (${words})` : '');

const lower = (words: string) => words.replace(/^./, (first) => first.toLowerCase());

async function ownRows(payload: Payload, orderId: string): Promise<Row[]> {
  const { rows } = await database(payload).execute<{ row: Row }>(sql`
    WITH own AS (SELECT id, created_at, stripe_payment_intent_id FROM payments WHERE order_id = ${orderId})
    SELECT json_build_object('kind', 'made', 'at', created_at) AS row FROM orders WHERE id = ${orderId}
    UNION ALL SELECT json_build_object('kind', 'begun', 'at', created_at) FROM own
    UNION ALL SELECT json_build_object('kind', 'order', 'at', at, 'status', to_status)
      FROM status_changes WHERE row_id = ${orderId}
    UNION ALL SELECT json_build_object('kind', 'payment', 'at', at, 'status', to_status)
      FROM status_changes WHERE row_id IN (SELECT id FROM own)
    UNION ALL SELECT json_build_object('kind', 'stripe', 'at', received_at, 'type', type, 'outcome', outcome)
      FROM stripe_events WHERE payment_id IN (SELECT id FROM own)
    UNION ALL SELECT json_build_object('kind', 'failure', 'at', at, 'code', coalesce(decline_code, code), 'message', message)
      FROM payment_failures WHERE payment_id IN (SELECT id FROM own)
    UNION ALL SELECT json_build_object('kind', 'refund', 'at', created_at, 'amount', amount, 'reason', reason, 'status', status)
      FROM refunds WHERE payment_id IN (SELECT id FROM own)
    UNION ALL SELECT json_build_object('kind', 'document', 'at', issued_at, 'number', number)
      FROM invoices WHERE order_id = ${orderId}`);
  return rows.map(({ row }) => row);
}
