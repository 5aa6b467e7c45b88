import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import type { Delivery } from '../../events/read-events.ts';
import { findOpenDelivery, sendAgain } from '../../events/send-again.ts';
import { isUuid } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import type { OrderStatus } from './statuses.ts';

const DELIVERY: Delivery = {
  document: 'orders',
  topics: ['payment.succeeded', 'payment.receipt_requested'],
  subscriber: 'payment-receipt',
};

/** The limit of resent receipts per order: 3 within an hour. */
const LIMIT = { name: 'receipts-per-order', points: 3, seconds: 3600 };

/** The statuses of orders whose receipt is still correct. */
const STATUSES_WITH_RECEIPT: ReadonlySet<OrderStatus> = new Set(['CONFIRMED', 'PARTIALLY_REFUNDED']);

type ReceiptOrder = { number: string; status: OrderStatus; customerId: string | null };

type Receipt = { paymentId: string; amount: number; invoiceId: string };

/**
 * Whether the receipt of an order can be sent again: the order is paid and not fully refunded, and its customer was not erased.
 */
export const hasReceipt = ({ status, customerId }: Pick<ReceiptOrder, 'status' | 'customerId'>): boolean =>
  customerId !== null && STATUSES_WITH_RECEIPT.has(status);

/**
 * Sends the customer the receipt of a paid order again, with the PDF of its invoice, at most three times an hour. If the job of a
 * receipt is dead, the job is retried; otherwise a new event is emitted, whose job sends the e-mail. A request is rejected while
 * a receipt is on its way.
 * @throws Problem not_found; invalid_state if the order is not paid or is fully refunded, if its customer was erased, or if its
 * receipt is on its way; rate_limited; unavailable if Redis is needed and down
 */
export async function resendReceipt(payload: Payload, orderId: string, staffId: string): Promise<void> {
  if (!isUuid(orderId)) throw notFoundProblem();
  await withTransaction(payload, async (req) => {
    const { number, customerId } = await lockOrder(req, orderId);
    await sendAgain(req, {
      ...{ delivery: DELIVERY, document: orderId, label: number, staffId, limit: LIMIT },
      onItsWay: 'The receipt is already on its way.',
      tooMany: `The receipt has been sent again ${LIMIT.points} times within the last hour. Try again later.`,
      emitEvent: async () => {
        const receipt = await readReceipt(req, orderId);
        await emit(req, 'payment.receipt_requested', { orderId, userId: customerId, currency: 'GBP', ...receipt });
      },
    });
  });
}

/**
 * Whether a receipt of the order is on its way to the customer.
 * @throws Problem not_found; unavailable if Redis is needed and down
 */
export async function isReceiptPending(payload: Payload, orderId: string): Promise<boolean> {
  if (!isUuid(orderId)) throw notFoundProblem();
  const { rowCount } = await database(payload).execute(sql`SELECT FROM orders WHERE id = ${orderId}`);
  if (!rowCount) throw notFoundProblem();
  return (await findOpenDelivery(payload, database(payload), DELIVERY, orderId)).state === 'pending';
}

/** Locks the order, so that concurrent requests run one after the other, and an erasure runs before or after them. */
async function lockOrder(req: Transactional, orderId: string): Promise<{ number: string; customerId: string }> {
  const { rows } = await (await transactionOf(req)).execute<ReceiptOrder>(sql`
    SELECT order_number AS number, status::text AS status, customer_id AS "customerId"
    FROM orders WHERE id = ${orderId} FOR UPDATE`);
  const [order] = rows;
  if (!order) throw notFoundProblem();
  const { number, customerId } = order;
  if (customerId === null) {
    throw new Problem(
      'invalid_state',
      'The data of this customer have been erased, so there is no address to send the receipt to.',
    );
  }
  if (!hasReceipt(order)) {
    throw new Problem('invalid_state', 'A receipt can be sent only for an order that is paid and not fully refunded.');
  }
  return { number, customerId };
}

async function readReceipt(req: Transactional, orderId: string): Promise<Receipt> {
  const { rows } = await (await transactionOf(req)).execute<Receipt>(sql`
    SELECT payments.id AS "paymentId", payments.amount::int AS amount, invoices.id AS "invoiceId"
    FROM invoices JOIN payments ON payments.id = payment_id
    WHERE invoices.order_id = ${orderId} AND kind = 'INVOICE' ORDER BY invoices.id DESC LIMIT 1`);
  const [receipt] = rows;
  if (!receipt)
    throw new Problem('invalid_state', 'The invoice of this order is not issued yet. Try again in a minute.');
  return receipt;
}

const notFoundProblem = () => new Problem('not_found', 'There is no such order.');
