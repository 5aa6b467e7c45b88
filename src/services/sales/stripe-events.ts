import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { toDate } from '../../lib/dates.ts';
import type { StripeEventOutcome } from './apply-intent.ts';
import { REFUND_REASONS } from './statuses.ts';
import type { HandledEventType } from './stripe-event-handlers.ts';

const EVENTS: Record<HandledEventType, string> = {
  'payment_intent.succeeded': 'the payment succeeded',
  'payment_intent.payment_failed': 'the payment failed',
  'payment_intent.processing': 'the payment is being processed',
  'payment_intent.canceled': 'the payment was cancelled',
  'payment_intent.requires_action': 'the bank asks the customer to confirm the payment',
  'charge.refunded': 'money was refunded',
  'refund.updated': 'a refund was updated',
  'refund.failed': 'a refund failed',
  'charge.dispute.created': 'the customer’s bank disputes the payment',
  'charge.dispute.updated': 'the dispute was updated',
  'charge.dispute.funds_withdrawn': 'the bank has taken the disputed money',
  'charge.dispute.funds_reinstated': 'the bank has returned the disputed money',
  'charge.dispute.closed': 'the dispute is closed',
};

const OUTCOMES: Record<StripeEventOutcome, string> = {
  applied: '',
  nothing_new: 'nothing changed',
  stale: 'older than the current state',
  needs_attention: 'needs attention',
  ignored: 'not relevant',
};

const REFUND_STATES: Record<string, string> = {
  pending: 'on its way',
  requires_action: 'waiting for the customer',
  succeeded: 'paid back',
  failed: 'failed',
  canceled: 'cancelled',
};

const plain = (code: string) => code.replace(/[._]/g, ' ');

/**
 * Describes a Stripe event in words: "the payment succeeded". The name of an unknown type is returned with spaces instead of dots
 * and underscores.
 */
export const stripeEventInWords = (type: string): string => EVENTS[type as keyof typeof EVENTS] ?? plain(type);

/** Describes the outcome of an event; empty if the event was applied. */
export const outcomeInWords = (outcome: string): string => OUTCOMES[outcome as StripeEventOutcome] ?? plain(outcome);

/** Describes the reason for a refund, or returns "no reason given". */
export const refundReasonInWords = (reason: string | null): string =>
  reason === null
    ? 'no reason given'
    : (REFUND_REASONS.find(({ value }) => value === reason)?.label ?? plain(reason)).replace(/^The/, 'the');

/** Describes the status of a refund. */
export const refundStateInWords = (status: string): string => REFUND_STATES[status] ?? plain(status);

/** A Stripe event that needs attention. */
export type EventForAttention = {
  id: string;
  type: string;
  receivedAt: Date;
  paymentId: string | null;
  orderId: string | null;
};

type Row = Omit<EventForAttention, 'receivedAt'> & { receivedAt: string };

/**
 * Lists the Stripe events of the last 7 days that need attention, newest first: payments that no order expects, and refunds and
 * disputes of these payments.
 */
export async function listEventsForAttention(payload: Payload): Promise<EventForAttention[]> {
  const { rows } = await database(payload).execute<Row>(sql`
    SELECT event.id, event.type, event.received_at AS "receivedAt", payment.id AS "paymentId", payment.order_id AS "orderId"
    FROM stripe_events AS event LEFT JOIN payments AS payment ON payment.id = event.payment_id
    WHERE outcome = 'needs_attention' AND received_at > now() - interval '7 days'
    ORDER BY received_at DESC`);
  return rows.map((row) => ({ ...row, receivedAt: toDate(row.receivedAt) }));
}

/** Reads the age in seconds of the oldest open payment; 0 if there is none. */
export async function readOldestOpenPaymentSeconds(payload: Payload): Promise<number> {
  const { rows } = await database(payload).execute<{ age: number }>(sql`
    SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS age FROM payments
    WHERE status IN ('PENDING', 'PROCESSING', 'FAILED')`);
  return rows[0]?.age ?? 0;
}
