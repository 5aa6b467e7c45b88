import type Stripe from 'stripe';
import type { Transactional } from '../../database/transaction.ts';
import { applyDispute } from './apply-dispute.ts';
import { applyIntent, type StripeEventOutcome } from './apply-intent.ts';
import { applyRefund } from './apply-refund.ts';
import { type LockedPayment, lockPayment } from './lock-payment.ts';
import { isPaid } from './statuses.ts';

type EventObject<Type> = Extract<Stripe.Event, { type: Type }>['data']['object'];

/** The object of an event, the time of the event, and the refunds of a refunded charge, which the event does not list. */
type Update<T> = { object: T; at: Date; refunds: readonly Stripe.Refund[] };

/** Applies an event to its payment, which is locked. */
type Handler<T> = (req: Transactional, payment: LockedPayment, update: Update<T>) => Promise<StripeEventOutcome>;

/**
 * Applies a payment intent by its status, which may be newer than the event. `payment_intent.succeeded` marks the payment as paid,
 * confirms the order, emits `payment.succeeded` and issues the invoice (`applySuccess` in `apply-intent.ts`).
 */
const updateIntent: Handler<Stripe.PaymentIntent> = (req, payment, { object: intent, at }) =>
  applyIntent(req, payment, { intent, at });

/**
 * Creates a handler for events about a refund or dispute. If the payment was never paid, the event needs attention from staff.
 */
const ifPaid =
  <T>(apply: (...args: Parameters<Handler<T>>) => Promise<boolean>): Handler<T> =>
  async (req, payment, update) => {
    if (!isPaid(payment.status)) return 'needs_attention';
    return (await apply(req, payment, update)) ? 'applied' : 'nothing_new';
  };

/** Applies the refunds of a charge one by one, oldest first, so that each refund gets its own note. */
const refundCharge = ifPaid<Stripe.Charge>(async (req, { paymentId }, { refunds }) => {
  let changed = false;
  for (const refund of [...refunds].sort((a, b) => a.created - b.created)) {
    const applied = await applyRefund(req, await lockPayment(req, paymentId), refund);
    changed ||= applied;
  }
  return changed;
});

const updateRefund = ifPaid<Stripe.Refund>((req, payment, { object }) => applyRefund(req, payment, object));

const updateDispute = ifPaid<Stripe.Dispute>((req, payment, { object: dispute, at }) =>
  applyDispute(req, payment, { dispute, at, closing: false }),
);

const closeDispute = ifPaid<Stripe.Dispute>((req, payment, { object: dispute, at }) =>
  applyDispute(req, payment, { dispute, at, closing: true }),
);

/** The handlers of the event types that are processed (docs/spec/api.md#4-orders-and-payments). */
const HANDLERS = {
  'payment_intent.succeeded': updateIntent,
  'payment_intent.payment_failed': updateIntent,
  'payment_intent.processing': updateIntent,
  'payment_intent.canceled': updateIntent,
  'payment_intent.requires_action': updateIntent,
  'charge.refunded': refundCharge,
  'refund.updated': updateRefund,
  'refund.failed': updateRefund,
  'charge.dispute.created': updateDispute,
  'charge.dispute.updated': updateDispute,
  'charge.dispute.funds_withdrawn': updateDispute,
  'charge.dispute.funds_reinstated': updateDispute,
  'charge.dispute.closed': closeDispute,
} satisfies { [Type in Stripe.Event['type']]?: Handler<EventObject<Type>> };

export type HandledEventType = keyof typeof HANDLERS;
export type HandledEvent = Extract<Stripe.Event, { type: HandledEventType }>;

export const HANDLED_EVENTS = Object.keys(HANDLERS) as HandledEventType[];

export const isHandledEvent = (event: Stripe.Event): event is HandledEvent => Object.hasOwn(HANDLERS, event.type);

/** Applies an event to its payment, which is locked. `refunds` are the refunds of a refunded charge. */
export function handleEvent(
  req: Transactional,
  payment: LockedPayment,
  event: HandledEvent,
  refunds: readonly Stripe.Refund[],
): Promise<StripeEventOutcome> {
  // The handler registered for an event type accepts that type's object; TypeScript cannot correlate the two.
  const handler = HANDLERS[event.type] as Handler<HandledEvent['data']['object']>;
  return handler(req, payment, { object: event.data.object, at: toEventTime(event), refunds });
}

/** Returns the time at which Stripe created the event. */
export const toEventTime = ({ created }: Pick<Stripe.Event, 'created'>): Date => new Date(created * 1000);
