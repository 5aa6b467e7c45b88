/** Where an order may go from each state (api.md §4). A refund that fails after all brings it back. */
export const ORDER_MOVES = {
  PENDING: ['CONFIRMED', 'CANCELLED'],
  CONFIRMED: ['PARTIALLY_REFUNDED', 'REFUNDED'],
  PARTIALLY_REFUNDED: ['REFUNDED', 'CONFIRMED'],
  REFUNDED: ['PARTIALLY_REFUNDED', 'CONFIRMED'],
  CANCELLED: [],
} as const satisfies Record<string, readonly string[]>;

export type OrderStatus = keyof typeof ORDER_MOVES;

/**
 * Where a payment may go from each state. Forward only: a failure that arrives late never takes back a success. A failed
 * intent may be tried again, and a dispute that is won gives back what was.
 */
export const PAYMENT_MOVES = {
  PENDING: ['PROCESSING', 'SUCCEEDED', 'FAILED', 'CANCELLED'],
  PROCESSING: ['SUCCEEDED', 'FAILED', 'CANCELLED'],
  FAILED: ['PENDING', 'PROCESSING', 'SUCCEEDED', 'CANCELLED'],
  SUCCEEDED: ['PARTIALLY_REFUNDED', 'REFUNDED', 'DISPUTED'],
  PARTIALLY_REFUNDED: ['REFUNDED', 'SUCCEEDED', 'DISPUTED'],
  REFUNDED: ['PARTIALLY_REFUNDED', 'SUCCEEDED', 'DISPUTED'],
  DISPUTED: ['SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED'],
  CANCELLED: [],
} as const satisfies Record<string, readonly string[]>;

export type PaymentStatus = keyof typeof PAYMENT_MOVES;

/** The moves of each table with a `status` that the database guards too (sql/orders.sql, sql/payments.sql). */
export const STATUS_MOVES = { orders: ORDER_MOVES, payments: PAYMENT_MOVES } as const;
