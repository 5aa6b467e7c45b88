import { randomUUID } from 'node:crypto';
import { containedVat } from '../../../src/services/sales/money.ts';
import { creditFor } from '../../../src/services/sales/refund-reasons.ts';
import type { OrderStatus, PaymentStatus } from '../../../src/services/sales/state-machine.ts';
import type { SalesTerms } from '../../../src/services/settings/sales-terms.ts';
import type { ToldPayment } from '../../stripe/control/past.ts';
import { cardNamed } from '../../stripe/test-cards.ts';
import { type DemoOrder, type DemoPayment, WINDOW } from './orders.ts';

/** An order with its number and what Stripe calls its payment; null when the customer never began to pay. */
export type NumberedOrder = { order: DemoOrder; number: string; told: ToldPayment | null };

type Row = Record<string, unknown>;

/** Rows by table, with the columns' names; invoices have no numbers yet. */
export type SalesRows = {
  orders: Row[];
  orders_items: Row[];
  payments: Row[];
  payment_failures: Row[];
  refunds: Row[];
  disputes: Row[];
  invoices: (Row & { kind: 'INVOICE' | 'CREDIT_NOTE'; issued_at: Date })[];
  loyalty_entries: (Row & { customer_id: string; created_at: Date })[];
  status_changes: Row[];
  stripe_events: Row[];
};

type Paid = { order: DemoOrder; payment: DemoPayment & { paidAt: Date }; told: ToldPayment };

/** What the tables hold of an order, as if it had gone through the system itself (the rules of services/sales). */
export function rowsOf({ order, number, told }: NumberedOrder, terms: SalesTerms): SalesRows {
  const { payment } = order;
  const paid = payment?.paidAt && told ? { order, payment: { ...payment, paidAt: payment.paidAt }, told } : undefined;
  return {
    orders: [orderRow(order, number, terms)],
    orders_items: order.lines.map(({ productId, ...line }, nth) => ({
      ...{ _order: nth + 1, _parent_id: order.id, id: randomUUID(), product_id: productId },
      ...{ title: line.title, quantity: line.quantity, unit_price: line.unitPrice },
    })),
    payments: payment && told ? [paymentRow(order, payment, told, terms)] : [],
    payment_failures: payment && told ? failureRows(payment, told) : [],
    refunds: paid ? refundRows(paid) : [],
    disputes: paid ? disputeRows(paid) : [],
    invoices: paid ? invoiceRows(paid, terms) : [],
    loyalty_entries: paid ? entryRows(paid, terms) : [],
    status_changes: [
      ...changesOf('orders', order.id, orderPath(order)),
      ...(payment ? paymentChanges(payment, order) : []),
    ],
    stripe_events: payment && told ? eventRows(payment, told) : [],
  };
}

type Step<S> = { to: S; at: Date };

/** The states of an order after the first one. */
function orderPath({ canceledAt, payment, total }: DemoOrder): Step<OrderStatus>[] {
  if (canceledAt) return [{ to: 'CANCELLED', at: canceledAt }];
  if (!payment?.paidAt) return [];
  const returned = returnOf(payment, total);
  const whole = returned?.amount === total;
  return [
    { to: 'CONFIRMED', at: payment.paidAt },
    ...(returned ? [{ to: whole ? ('REFUNDED' as const) : ('PARTIALLY_REFUNDED' as const), at: returned.at }] : []),
  ];
}

function paymentPath(
  { tries, paidAt, canceledAt, dispute, ...rest }: DemoPayment,
  total: number,
): Step<PaymentStatus>[] {
  const failed = tries.filter(({ at }) => at !== paidAt).map(({ at }) => ({ to: 'FAILED' as const, at }));
  if (canceledAt) return [...failed, { to: 'CANCELLED', at: canceledAt }];
  if (!paidAt) return failed;
  const returned = returnOf({ tries, paidAt, ...(dispute && { dispute }), ...rest }, total);
  const whole = returned?.amount === total;
  return [
    ...failed,
    { to: 'SUCCEEDED', at: paidAt },
    ...(dispute ? [{ to: 'DISPUTED' as const, at: dispute.at }] : []),
    ...(dispute?.closed?.status === 'won' ? [{ to: 'SUCCEEDED' as const, at: dispute.closed.at }] : []),
    ...(returned ? [{ to: whole ? ('REFUNDED' as const) : ('PARTIALLY_REFUNDED' as const), at: returned.at }] : []),
  ];
}

/** Money that went back: by a refund, or all of it by a dispute that was lost. */
function returnOf({ refund, dispute }: DemoPayment, total: number): { amount: number; at: Date } | undefined {
  if (refund) return { amount: refund.amount, at: refund.at };
  return dispute?.closed?.status === 'lost' ? { amount: total, at: dispute.closed.at } : undefined;
}

const changesOf = (entity: string, id: string, path: Step<string>[]): Row[] =>
  path.map(({ to, at }, nth) => ({
    entity,
    row_id: id,
    from_status: path[nth - 1]?.to ?? 'PENDING',
    to_status: to,
    at,
  }));

const paymentChanges = (payment: DemoPayment, { total }: DemoOrder) =>
  changesOf('payments', payment.id, paymentPath(payment, total));

const dates = (created: Date, path: Step<string>[]) => ({
  created_at: created,
  updated_at: path.at(-1)?.at ?? created,
});

const buyer = ({ customer }: DemoOrder) => ({
  billing_name: `${customer.firstName} ${customer.lastName}`,
  billing_address: `${customer.address}\n${customer.postcode}`,
});

function orderRow(order: DemoOrder, number: string, { vatRate }: SalesTerms): Row {
  const path = orderPath(order);
  return {
    ...{ id: order.id, order_number: number, status: path.at(-1)?.to ?? 'PENDING', customer_id: order.customer.id },
    ...{ payment_due_at: new Date(order.createdAt.getTime() + WINDOW), ...containedVat(order.total, vatRate) },
    ...{ vat_rate: vatRate, currency: 'GBP', ...buyer(order), ...dates(order.createdAt, path) },
  };
}

function paymentRow(order: DemoOrder, payment: DemoPayment, told: ToldPayment, { pointsPerPound }: SalesTerms): Row {
  const path = paymentPath(payment, order.total);
  const status = path.at(-1)?.to ?? 'PENDING';
  const failure = status === 'FAILED' ? cardNamed(payment.tries.at(-1)?.card ?? '')?.decline : undefined;
  const { paidAt } = payment;
  return {
    ...{ id: payment.id, order_id: order.id, status, amount: order.total, currency: 'GBP' },
    refunded_amount: returnOf(payment, order.total)?.amount ?? 0,
    ...{ stripe_payment_intent_id: told.intentId, client_secret: told.clientSecret },
    ...{ failure_code: failure?.code ?? null, failure_message: failure?.message ?? null },
    ...{ paid_at: paidAt ?? null, points_per_pound: paidAt ? pointsPerPound : null },
    ...{ checked_at: order.createdAt, event_at: path.at(-1)?.at ?? null, ...dates(order.createdAt, path) },
  };
}

/** One row for each failed attempt. */
function failureRows({ id: payment_id, tries, paidAt }: DemoPayment, { charges }: ToldPayment): Row[] {
  return tries.flatMap(({ card, at }, nth): Row[] => {
    const failure = at === paidAt ? undefined : cardNamed(card)?.decline;
    if (!failure) return [];
    const { code, decline_code = null, message } = failure;
    return [{ payment_id, attempt: charges[nth], code, decline_code, message, at }];
  });
}

const refundRows = ({ payment: { id: payment_id, refund }, told }: Paid): Row[] =>
  refund
    ? [
        {
          ...{ id: refund.id, payment_id, stripe_refund_id: told.refundId, amount: refund.amount },
          ...{ reason: refund.reason, status: 'succeeded', created_at: refund.at, updated_at: refund.at },
        },
      ]
    : [];

const disputeRows = ({ order, payment: { id: payment_id, dispute }, told }: Paid): Row[] =>
  dispute
    ? [
        {
          ...{ id: told.disputeId, payment_id, amount: order.total, reason: dispute.reason, opened_at: dispute.at },
          ...{ status: dispute.closed?.status ?? 'needs_response', closed_at: dispute.closed?.at ?? null },
          ...{ status_at: dispute.closed?.at ?? dispute.at, holds_money: !dispute.closed },
          lost: dispute.closed?.status === 'lost',
        },
      ]
    : [];

function invoiceRows({ order, payment, told }: Paid, { vatRate, seller }: SalesTerms): SalesRows['invoices'] {
  const common = {
    ...{ order_id: order.id, payment_id: payment.id, customer_id: order.customer.id, ...buyer(order) },
    ...{ vat_rate: vatRate, currency: 'GBP', seller },
  };
  const invoice = {
    ...{ ...common, kind: 'INVOICE' as const, issued_at: payment.paidAt, ...containedVat(order.total, vatRate) },
    ...{ reference: null, lines: order.lines.map(({ productId, ...line }) => line) },
  };
  const returned = returnOf(payment, order.total);
  if (!returned) return [invoice];
  const reference = told.refundId ?? told.disputeId;
  const { refund, dispute } = payment;
  const title = refund ? creditFor(refund.reason) : `Payment disputed: ${dispute?.reason.replaceAll('_', ' ')}`;
  const note = {
    ...{ ...common, kind: 'CREDIT_NOTE' as const, issued_at: returned.at, ...containedVat(returned.amount, vatRate) },
    ...{ reference, lines: [{ title, quantity: 1, unitPrice: returned.amount }] },
  };
  return [invoice, note];
}

/** One portion of points for each whole pound that remains paid. */
function entryRows({ order, payment }: Paid, { pointsPerPound }: SalesTerms): SalesRows['loyalty_entries'] {
  const pointsOf = (pence: number) => Math.floor(pence / 100) * pointsPerPound;
  const entry = (points: number, reason: string, at: Date) => ({
    ...{ customer_id: order.customer.id, order_id: order.id, points, reason },
    ...{ event_id: randomUUID(), created_at: at, updated_at: at },
  });
  const earned = pointsOf(order.total);
  const returned = returnOf(payment, order.total);
  const left = returned ? pointsOf(order.total - returned.amount) : earned;
  return [
    entry(earned, 'EARNED', payment.paidAt),
    ...(returned && left < earned ? [entry(left - earned, 'CLAWED_BACK', returned.at)] : []),
  ];
}

function eventRows({ id, tries, paidAt, canceledAt, refund, dispute }: DemoPayment, told: ToldPayment): Row[] {
  const event = (type: string, object_id: string | null, at: Date) => ({
    ...{ id: `evt_demo_${randomUUID().replaceAll('-', '')}`, type, object_id, outcome: 'applied', payment_id: id },
    ...{ created_at: at, received_at: at },
  });
  return [
    ...tries.map(({ at }) =>
      event(`payment_intent.${at === paidAt ? 'succeeded' : 'payment_failed'}`, told.intentId, at),
    ),
    ...(canceledAt ? [event('payment_intent.canceled', told.intentId, canceledAt)] : []),
    ...(refund ? [event('charge.refunded', told.refundId, refund.at)] : []),
    ...(dispute ? [event('charge.dispute.created', told.disputeId, dispute.at)] : []),
    ...(dispute?.closed ? [event('charge.dispute.closed', told.disputeId, dispute.closed.at)] : []),
  ];
}
