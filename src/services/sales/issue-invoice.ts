import { sql } from '@payloadcms/db-postgres/drizzle';
import { type Transactional, transactionOf } from '../../database/transaction.ts';
import type { Vat } from '../../lib/money.ts';
import type { InvoiceLine, LockedPayment } from './lock-payment.ts';

/**
 * The kinds of documents, each with its own number series. A debit note reverses a credit note if the customer did not get the
 * money back after all.
 */
export const INVOICE_KINDS = [
  { value: 'INVOICE', label: 'Invoice' },
  { value: 'CREDIT_NOTE', label: 'Credit note' },
  { value: 'DEBIT_NOTE', label: 'Debit note' },
] as const;

export type InvoiceKind = (typeof INVOICE_KINDS)[number]['value'];

/** The prefix of each series, as in `INV-2026-000001`. */
export const SERIES: Record<InvoiceKind, string> = { INVOICE: 'INV', CREDIT_NOTE: 'CN', DEBIT_NOTE: 'DN' };

/** A document to issue for a payment. `reference` is Stripe's id of the refund or dispute that caused a note. */
export type InvoiceDraft = {
  id: string;
  kind: InvoiceKind;
  amounts: Vat;
  lines: readonly InvoiceLine[];
  reference: string | null;
};

/**
 * Issues an invoice or note with the next number of its series and year (London time). The row of the counter stays locked until
 * the transaction ends, and the new count is rolled back with the transaction, so the numbers have no gaps. Call this last in a
 * transaction, because other transactions wait for the lock.
 */
export async function issueInvoice(req: Transactional, payment: LockedPayment, draft: InvoiceDraft): Promise<void> {
  const { paymentId, orderId, userId, vatRate, billingName, billingAddress } = payment;
  const { seller } = payment.terms;
  const { id, kind, amounts, lines, reference } = draft;
  const tx = await transactionOf(req);
  await tx.execute(
    sql`
    WITH numbered AS (
      INSERT INTO invoice_counters AS counter (series, year, last)
      VALUES (${SERIES[kind]}, extract(year FROM now() AT TIME ZONE 'Europe/London')::int, 1)
      ON CONFLICT (series, year) DO UPDATE SET last = counter.last + 1
      RETURNING series, year, last)
    INSERT INTO invoices (id, number, kind, order_id, payment_id, customer_id, issued_at, subtotal, vat, total, vat_rate,
      currency, billing_name, billing_address, reference, seller, lines)
    SELECT ${id}, format('%s-%s-%s', series, year, lpad(last::text, greatest(6, length(last::text)), '0')), ${kind},
      ${orderId}, ${paymentId}, ${userId}, now(), ${amounts.subtotal}, ${amounts.vat}, ${amounts.total}, ${vatRate},
      'GBP', ${billingName}, ${billingAddress}, ${reference}, ${JSON.stringify(seller)}::jsonb,
      ${JSON.stringify(lines)}::jsonb
    FROM numbered`,
    { prepared: true },
  );
}
