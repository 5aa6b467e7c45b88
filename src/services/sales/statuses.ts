import { findLabelInSentence } from '../../lib/display.ts';

/**
 * The rank of each refund status. The status `requested` is ours; the others are Stripe's. Once Stripe has created a
 * refund, its status changes only to a higher rank: a refund that has succeeded can still fail, but a failed refund
 * never succeeds. A refund that Stripe never created can be requested again after it was marked as failed.
 */
const STATUS_RANK = {
  requested: 0,
  requires_action: 1,
  pending: 1,
  succeeded: 2,
  failed: 3,
  canceled: 3,
} as const satisfies Record<string, number>;

export type RefundStatus = keyof typeof STATUS_RANK;

const rankOf = (status: string): number => STATUS_RANK[status as RefundStatus] ?? 0;

/** Whether a refund may change from one status to another. An unchanged status is not a transition. */
export const canTransitionRefund = (from: string, to: string): boolean => rankOf(from) < rankOf(to);

/** Whether a refund has ended without being paid out. */
export const hasRefundFailed = (status: string): boolean => status === 'failed' || status === 'canceled';

/** All statuses of a refund. */
export const REFUND_STATUSES = Object.keys(STATUS_RANK) as RefundStatus[];

/** The reasons for a refund that staff can choose (docs/spec/api.md#4-orders-and-payments): Stripe's values with our labels. */
export const REFUND_REASONS = [
  { value: 'requested_by_customer', label: 'The customer asked for it' },
  { value: 'duplicate', label: 'Paid twice' },
  { value: 'fraudulent', label: 'Fraud' },
] as const;

export type RefundReason = (typeof REFUND_REASONS)[number]['value'];

/** Returns the title of a refund on a credit note. `reason` is null if the refund was created at Stripe without a reason. */
export function toCreditNoteTitle(reason: string | null): string {
  if (reason === null) return 'Refund';
  return `Refund: ${REFUND_REASONS.find(({ value }) => value === reason)?.label ?? reason.replaceAll('_', ' ')}`;
}

/**
 * Allowed status transitions of an order (docs/spec/api.md#4-orders-and-payments). If a refund fails later, the order returns to
 * its previous status.
 */
export const ORDER_TRANSITIONS = {
  PENDING: ['CONFIRMED', 'CANCELLED'],
  CONFIRMED: ['PARTIALLY_REFUNDED', 'REFUNDED'],
  PARTIALLY_REFUNDED: ['REFUNDED', 'CONFIRMED'],
  REFUNDED: ['PARTIALLY_REFUNDED', 'CONFIRMED'],
  CANCELLED: [],
} as const satisfies Record<string, readonly string[]>;

export type OrderStatus = keyof typeof ORDER_TRANSITIONS;

/**
 * Allowed status transitions of a payment. A late failure never reverts a success. The customer may retry a failed intent, and a
 * won dispute restores the previous status.
 */
export const PAYMENT_TRANSITIONS = {
  PENDING: ['PROCESSING', 'SUCCEEDED', 'FAILED', 'CANCELLED'],
  PROCESSING: ['SUCCEEDED', 'FAILED', 'CANCELLED'],
  FAILED: ['PENDING', 'PROCESSING', 'SUCCEEDED', 'CANCELLED'],
  SUCCEEDED: ['PARTIALLY_REFUNDED', 'REFUNDED', 'DISPUTED'],
  PARTIALLY_REFUNDED: ['REFUNDED', 'SUCCEEDED', 'DISPUTED'],
  REFUNDED: ['PARTIALLY_REFUNDED', 'SUCCEEDED', 'DISPUTED'],
  DISPUTED: ['SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED'],
  CANCELLED: [],
} as const satisfies Record<string, readonly string[]>;

export type PaymentStatus = keyof typeof PAYMENT_TRANSITIONS;

/** The transitions per table. The database enforces them too (database/schema/sales.sql). */
export const STATUS_TRANSITIONS = { orders: ORDER_TRANSITIONS, payments: PAYMENT_TRANSITIONS } as const;

const toOptions = <S extends string>(transitions: Record<S, unknown>, labels: Record<S, string>) =>
  (Object.keys(transitions) as S[]).map((value) => ({ value, label: labels[value] }));

/** The statuses of an order with the labels that staff see. */
export const ORDER_STATUSES = toOptions<OrderStatus>(ORDER_TRANSITIONS, {
  PENDING: 'Unpaid',
  CONFIRMED: 'Paid',
  PARTIALLY_REFUNDED: 'Partly refunded',
  REFUNDED: 'Refunded',
  CANCELLED: 'Cancelled',
});

/** The statuses of a payment with the labels that staff see. */
export const PAYMENT_STATUSES = toOptions<PaymentStatus>(PAYMENT_TRANSITIONS, {
  PENDING: 'Waiting',
  PROCESSING: 'Processing',
  FAILED: 'Failed',
  SUCCEEDED: 'Paid',
  PARTIALLY_REFUNDED: 'Partly refunded',
  REFUNDED: 'Refunded',
  DISPUTED: 'Disputed',
  CANCELLED: 'Cancelled',
});

/** Whether a row of `table` may change from one status to another. An unchanged status is not a transition. */
export function canTransition(table: keyof typeof STATUS_TRANSITIONS, from: string, to: string): boolean {
  const transitions: Record<string, readonly string[]> = STATUS_TRANSITIONS[table];
  return transitions[from]?.includes(to) ?? false;
}

/** Explains why {@link canTransition} is false. */
export function explainNoTransition(table: keyof typeof STATUS_TRANSITIONS, from: string, to: string): string {
  const [name, options] = table === 'orders' ? ['order', ORDER_STATUSES] : ['payment', PAYMENT_STATUSES];
  return `This ${name} is ${findLabelInSentence(options, from)}, so it can't become ${findLabelInSentence(options, to)}.`;
}

const UNPAID_STATUSES: readonly PaymentStatus[] = ['PENDING', 'PROCESSING', 'FAILED'];

/** Whether a payment can still succeed, because its intent at Stripe is live. */
export const isUnpaid = (status: PaymentStatus): boolean => UNPAID_STATUSES.includes(status);

/** Whether a payment has succeeded, even if it was later refunded or disputed. */
export const isPaid = (status: PaymentStatus): boolean => !isUnpaid(status) && status !== 'CANCELLED';
