import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { emit } from '../../events/outbox.ts';
import { uuidv7 } from '../../ids.ts';
import { issueInvoice } from './issue-invoice.ts';
import type { LockedPayment } from './lock-payment.ts';
import { restorePoints } from './loyalty.ts';
import { containedVat, type Vat } from './money.ts';
import type { OrderStatus, PaymentStatus } from './state-machine.ts';

type Money = { returned: number; disputed: boolean };

/** What a change of the money is about: Stripe's id of the refund or dispute, and the reason that stands on a note. */
export type Reason = { kind: 'refund' | 'dispute'; reference: string; credit: string; debit: string };

/**
 * Brings a paid payment and its order to what their refunds and disputes say, whatever order those came in. Money that went
 * back since gets a credit note and `payment.refunded`; money that did not go back after all, a
 * debit note and, where its refund failed, `payment.refund_failed`.
 * @returns whether anything changed.
 */
export async function settle(req: Transactional, payment: LockedPayment, reason: Reason): Promise<boolean> {
  const { paymentId, orderId, userId, amount } = payment;
  const { returned, disputed } = await moneyOf(req, paymentId);
  const refunded = Math.min(returned, amount);
  const status = paymentStatus(amount, refunded, disputed);
  const delta = refunded - payment.refunded;
  if (delta === 0 && status === payment.status) return false;
  const tx = await sessionOf(req);
  await tx.execute(sql`
    WITH settled AS (
      UPDATE payments SET status = ${status}, refunded_amount = ${refunded}, updated_at = now() WHERE id = ${paymentId})
    UPDATE orders SET status = ${orderStatus(amount, refunded)}, updated_at = now() WHERE id = ${orderId}`);
  const money = {
    paymentId,
    orderId,
    userId,
    amount: Math.abs(delta),
    currency: 'GBP',
    refundId: reason.reference,
  } as const;
  if (delta > 0) await emit(req, 'payment.refunded', money);
  if (delta < 0 && reason.kind === 'refund') await emit(req, 'payment.refund_failed', money);
  if (delta < 0 && reason.kind === 'dispute') await restorePoints(req, paymentId);
  if (delta !== 0) await issueNote(req, payment, refunded, reason);
  return true;
}

/** Refunds and lost disputes alike count with their amounts. */
async function moneyOf(req: Transactional, paymentId: string): Promise<Money> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<Money>(sql`
    SELECT (
        (SELECT coalesce(sum(amount), 0) FROM refunds WHERE payment_id = ${paymentId} AND status = 'succeeded')
        + (SELECT coalesce(sum(amount), 0) FROM disputes WHERE payment_id = ${paymentId} AND lost))::float8 AS returned,
      EXISTS (SELECT 1 FROM disputes WHERE payment_id = ${paymentId} AND holds_money) AS disputed`);
  return rows[0] as Money;
}

function paymentStatus(amount: number, refunded: number, disputed: boolean): PaymentStatus {
  if (disputed) return 'DISPUTED';
  if (refunded === 0) return 'SUCCEEDED';
  return refunded === amount ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
}

function orderStatus(amount: number, refunded: number): OrderStatus {
  if (refunded === 0) return 'CONFIRMED';
  return refunded === amount ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
}

async function issueNote(
  req: Transactional,
  payment: LockedPayment,
  refunded: number,
  { reference, credit, debit }: Reason,
): Promise<void> {
  const amounts = noteAmounts(payment.refunded, refunded, payment.vatRate);
  const kind = refunded > payment.refunded ? 'CREDIT_NOTE' : 'DEBIT_NOTE';
  const title = kind === 'CREDIT_NOTE' ? credit : debit;
  const lines = [{ title, quantity: 1, unitPrice: amounts.total }];
  await issueInvoice(req, payment, { id: uuidv7(), kind, amounts, lines, reference });
}

/** From the VAT of everything refunded before and after, so that the notes of a full refund add up to the invoice. */
function noteAmounts(before: number, after: number, rate: number): Vat {
  const total = Math.abs(after - before);
  const vat = Math.abs(containedVat(after, rate).vat - containedVat(before, rate).vat);
  return { subtotal: total - vat, vat, total };
}
