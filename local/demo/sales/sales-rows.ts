import { randomUUID } from 'node:crypto';
import { extractVat } from '../../../src/lib/money.ts';
import { type OrderStatus, type PaymentStatus, toCreditNoteTitle } from '../../../src/services/sales/statuses.ts';
import type { SalesTerms } from '../../../src/services/settings/read-settings.ts';
import type { RegisteredPayment } from '../../stripe/control/past.ts';
import { cardNamed } from '../../stripe/test-cards.ts';
import { type DemoOrder, type DemoPayment, PAYMENT_WINDOW_MS } from './demo-orders.ts';

/**
 * An order with its number. `registered` contains the Stripe ids of its payment; null if the customer did not start to pay, or if
 * the payment is open and there is no simulator.
 */
export type NumberedOrder = { order: DemoOrder; number: string; registered: RegisteredPayment | null };

type Row = Record<string, unknown>;

/** Rows by table, keyed by column name. Invoices have no numbers yet. */
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

type PaidOrder = { order: DemoOrder; payment: DemoPayment & { paidAt: Date }; registered: RegisteredPayment };

/** The rows of an order, as the site itself would have written them (the rules are in src/services/sales). */
export function toSalesRows({ order, number, registered }: NumberedOrder, terms: SalesTerms): SalesRows {
  const { payment } = order;
  const paid =
    payment?.paidAt && registered ? { order, payment: { ...payment, paidAt: payment.paidAt }, registered } : undefined;
  return {
    orders: [orderRow(order, number, terms)],
    orders_items: order.lines.map(({ productId, ...line }, nth) => ({
      ...{ _order: nth + 1, _parent_id: order.id, id: randomUUID(), product_id: productId },
      ...{ title: line.title, quantity: line.quantity, unit_price: line.unitPrice },
    })),
    payments: payment && registered ? [paymentRow(order, payment, registered, terms)] : [],
    payment_failures: payment && registered ? failureRows(payment, registered) : [],
    refunds: paid ? refundRows(paid) : [],
    disputes: paid ? disputeRows(paid) : [],
    invoices: paid ? invoiceRows(paid, terms) : [],
    loyalty_entries: paid ? entryRows(paid, terms) : [],
    status_changes: [
      ...toStatusChanges('orders', order.id, orderPath(order)),
      ...(payment ? paymentChanges(payment, order) : []),
    ],
    stripe_events: payment && registered ? eventRows(payment, registered) : [],
  };
}

type StatusStep<S> = { to: S; at: Date };

/** The status transitions of an order after its first status. */
function orderPath({ canceledAt, payment, total }: DemoOrder): StatusStep<OrderStatus>[] {
  if (canceledAt) return [{ to: 'CANCELLED', at: canceledAt }];
  if (!payment?.paidAt) return [];
  const returned = findReturn(payment, total);
  const whole = returned?.amount === total;
  return [
    { to: 'CONFIRMED', at: payment.paidAt },
    ...(returned ? [{ to: whole ? ('REFUNDED' as const) : ('PARTIALLY_REFUNDED' as const), at: returned.at }] : []),
  ];
}

function paymentPath(
  { tries, paidAt, canceledAt, dispute, ...rest }: DemoPayment,
  total: number,
): StatusStep<PaymentStatus>[] {
  const failed = tries.filter(({ at }) => at !== paidAt).map(({ at }) => ({ to: 'FAILED' as const, at }));
  if (canceledAt) return [...failed, { to: 'CANCELLED', at: canceledAt }];
  if (!paidAt) return failed;
  const returned = findReturn({ tries, paidAt, ...(dispute && { dispute }), ...rest }, total);
  const whole = returned?.amount === total;
  return [
    ...failed,
    { to: 'SUCCEEDED', at: paidAt },
    ...(dispute ? [{ to: 'DISPUTED' as const, at: dispute.at }] : []),
    ...(dispute?.closed?.status === 'won' ? [{ to: 'SUCCEEDED' as const, at: dispute.closed.at }] : []),
    ...(returned ? [{ to: whole ? ('REFUNDED' as const) : ('PARTIALLY_REFUNDED' as const), at: returned.at }] : []),
  ];
}

/** The money returned to the customer: a refund, or the whole payment if a dispute is lost. */
function findReturn({ refund, dispute }: DemoPayment, total: number): { amount: number; at: Date } | undefined {
  if (refund) return { amount: refund.amount, at: refund.at };
  return dispute?.closed?.status === 'lost' ? { amount: total, at: dispute.closed.at } : undefined;
}

const toStatusChanges = (entity: string, id: string, path: StatusStep<string>[]): Row[] =>
  path.map(({ to, at }, nth) => ({
    entity,
    row_id: id,
    from_status: path[nth - 1]?.to ?? 'PENDING',
    to_status: to,
    at,
  }));

const paymentChanges = (payment: DemoPayment, { total }: DemoOrder) =>
  toStatusChanges('payments', payment.id, paymentPath(payment, total));

const toDateColumns = (created: Date, path: StatusStep<string>[]) => ({
  created_at: created,
  updated_at: path.at(-1)?.at ?? created,
});

const toBillingColumns = ({ customer }: DemoOrder) => ({
  billing_name: `${customer.firstName} ${customer.lastName}`,
  billing_address: `${customer.address}\n${customer.postcode}`,
});

function orderRow(order: DemoOrder, number: string, { vatRate }: SalesTerms): Row {
  const path = orderPath(order);
  return {
    ...{ id: order.id, order_number: number, status: path.at(-1)?.to ?? 'PENDING', customer_id: order.customer.id },
    ...{ payment_due_at: new Date(order.createdAt.getTime() + PAYMENT_WINDOW_MS), ...extractVat(order.total, vatRate) },
    ...{ vat_rate: vatRate, currency: 'GBP', ...toBillingColumns(order), ...toDateColumns(order.createdAt, path) },
  };
}

function paymentRow(
  order: DemoOrder,
  payment: DemoPayment,
  registered: RegisteredPayment,
  { pointsPerPound }: SalesTerms,
): Row {
  const path = paymentPath(payment, order.total);
  const status = path.at(-1)?.to ?? 'PENDING';
  const failure = status === 'FAILED' ? cardNamed(payment.tries.at(-1)?.card ?? '')?.decline : undefined;
  const { paidAt } = payment;
  return {
    ...{ id: payment.id, order_id: order.id, status, amount: order.total, currency: 'GBP' },
    refunded_amount: findReturn(payment, order.total)?.amount ?? 0,
    ...{ stripe_payment_intent_id: registered.intentId, client_secret: registered.clientSecret },
    ...{ failure_code: failure?.code ?? null, failure_message: failure?.message ?? null },
    ...{ paid_at: paidAt ?? null, points_per_pound: paidAt ? pointsPerPound : null },
    ...{ checked_at: order.createdAt, event_at: path.at(-1)?.at ?? null, ...toDateColumns(order.createdAt, path) },
  };
}

/** One row for each failed attempt. */
function failureRows({ id: payment_id, tries, paidAt }: DemoPayment, { charges }: RegisteredPayment): Row[] {
  return tries.flatMap(({ card, at }, nth): Row[] => {
    const failure = at === paidAt ? undefined : cardNamed(card)?.decline;
    if (!failure) return [];
    const { code, decline_code = null, message } = failure;
    return [{ payment_id, attempt: charges[nth], code, decline_code, message, at }];
  });
}

const refundRows = ({ payment: { id: payment_id, refund }, registered }: PaidOrder): Row[] =>
  refund
    ? [
        {
          ...{ id: refund.id, payment_id, stripe_refund_id: registered.refundId, amount: refund.amount },
          ...{ reason: refund.reason, status: 'succeeded', created_at: refund.at, updated_at: refund.at },
        },
      ]
    : [];

const disputeRows = ({ order, payment: { id: payment_id, dispute }, registered }: PaidOrder): Row[] =>
  dispute
    ? [
        {
          ...{
            id: registered.disputeId,
            payment_id,
            amount: order.total,
            reason: dispute.reason,
            opened_at: dispute.at,
          },
          ...{ status: dispute.closed?.status ?? 'needs_response', closed_at: dispute.closed?.at ?? null },
          ...{ status_at: dispute.closed?.at ?? dispute.at, holds_money: !dispute.closed },
          lost: dispute.closed?.status === 'lost',
        },
      ]
    : [];

function invoiceRows(
  { order, payment, registered }: PaidOrder,
  { vatRate, seller }: SalesTerms,
): SalesRows['invoices'] {
  const common = {
    ...{ order_id: order.id, payment_id: payment.id, customer_id: order.customer.id, ...toBillingColumns(order) },
    ...{ vat_rate: vatRate, currency: 'GBP', seller },
  };
  const invoice = {
    ...{ ...common, kind: 'INVOICE' as const, issued_at: payment.paidAt, ...extractVat(order.total, vatRate) },
    ...{ reference: null, lines: order.lines.map(({ productId, ...line }) => line) },
  };
  const returned = findReturn(payment, order.total);
  if (!returned) return [invoice];
  const reference = registered.refundId ?? registered.disputeId;
  const { refund, dispute } = payment;
  const title = refund ? toCreditNoteTitle(refund.reason) : `Payment disputed: ${dispute?.reason.replaceAll('_', ' ')}`;
  const note = {
    ...{ ...common, kind: 'CREDIT_NOTE' as const, issued_at: returned.at, ...extractVat(returned.amount, vatRate) },
    ...{ reference, lines: [{ title, quantity: 1, unitPrice: returned.amount }] },
  };
  return [invoice, note];
}

/** The loyalty entries: the points earned for each whole pound, and the points deducted after a refund or a lost dispute. */
function entryRows({ order, payment }: PaidOrder, { pointsPerPound }: SalesTerms): SalesRows['loyalty_entries'] {
  const toPoints = (pence: number) => Math.floor(pence / 100) * pointsPerPound;
  const entry = (points: number, reason: string, at: Date) => ({
    ...{ customer_id: order.customer.id, order_id: order.id, points, reason },
    ...{ event_id: randomUUID(), created_at: at, updated_at: at },
  });
  const earned = toPoints(order.total);
  const returned = findReturn(payment, order.total);
  const left = returned ? toPoints(order.total - returned.amount) : earned;
  return [
    entry(earned, 'EARNED', payment.paidAt),
    ...(returned && left < earned ? [entry(left - earned, 'CLAWED_BACK', returned.at)] : []),
  ];
}

function eventRows(
  { id, tries, paidAt, canceledAt, refund, dispute }: DemoPayment,
  registered: RegisteredPayment,
): Row[] {
  const event = (type: string, object_id: string | null, at: Date) => ({
    ...{ id: `evt_demo_${randomUUID().replaceAll('-', '')}`, type, object_id, outcome: 'applied', payment_id: id },
    ...{ created_at: at, received_at: at },
  });
  return [
    ...tries.map(({ at }) =>
      event(`payment_intent.${at === paidAt ? 'succeeded' : 'payment_failed'}`, registered.intentId, at),
    ),
    ...(canceledAt ? [event('payment_intent.canceled', registered.intentId, canceledAt)] : []),
    ...(refund ? [event('charge.refunded', registered.refundId, refund.at)] : []),
    ...(dispute ? [event('charge.dispute.created', registered.disputeId, dispute.at)] : []),
    ...(dispute?.closed ? [event('charge.dispute.closed', registered.disputeId, dispute.closed.at)] : []),
  ];
}
