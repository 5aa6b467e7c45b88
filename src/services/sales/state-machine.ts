import {
  ORDER_MOVES,
  type OrderStatus,
  PAYMENT_MOVES,
  type PaymentStatus,
  STATUS_MOVES,
} from '../../database/status-moves.ts';

export type { OrderStatus, PaymentStatus };

const options = <S extends string>(moves: Record<S, unknown>, labels: Record<S, string>) =>
  (Object.keys(moves) as S[]).map((value) => ({ value, label: labels[value] }));

/** The states of an order, as staff see them. */
export const ORDER_STATUSES = options<OrderStatus>(ORDER_MOVES, {
  PENDING: 'Unpaid',
  CONFIRMED: 'Paid',
  PARTIALLY_REFUNDED: 'Partly refunded',
  REFUNDED: 'Refunded',
  CANCELLED: 'Cancelled',
});

/** The states of a payment, as staff see them. */
export const PAYMENT_STATUSES = options<PaymentStatus>(PAYMENT_MOVES, {
  PENDING: 'Waiting',
  PROCESSING: 'Processing',
  FAILED: 'Failed',
  SUCCEEDED: 'Paid',
  PARTIALLY_REFUNDED: 'Partly refunded',
  REFUNDED: 'Refunded',
  DISPUTED: 'Disputed',
  CANCELLED: 'Cancelled',
});

/** Whether a row of `table` may go from one state to another; staying put is not a move. */
export function mayMove(table: keyof typeof STATUS_MOVES, from: string, to: string): boolean {
  const moves: Record<string, readonly string[]> = STATUS_MOVES[table];
  return moves[from]?.includes(to) ?? false;
}

const UNPAID: readonly PaymentStatus[] = ['PENDING', 'PROCESSING', 'FAILED'];

/** Whether the money of a payment may still come: its intent at Stripe is live. */
export const isLive = (status: PaymentStatus): boolean => UNPAID.includes(status);

/** Whether the money of a payment has come, wherever it went since. */
export const isPaid = (status: PaymentStatus): boolean => !isLive(status) && status !== 'CANCELLED';
