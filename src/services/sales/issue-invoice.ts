import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { type InvoiceKind, SERIES } from './invoice-kinds.ts';
import type { InvoiceLine, LockedPayment } from './lock-payment.ts';
import type { Vat } from './money.ts';

/** What is to be issued for a payment; `reference` is the refund or dispute that a note is about. */
export type InvoiceDraft = {
  id: string;
  kind: InvoiceKind;
  amounts: Vat;
  lines: readonly InvoiceLine[];
  reference: string | null;
};

/**
 * Issues an invoice or note under the next number of its series and year (London time). The counter's row stays locked until
 * the transaction ends, and goes back with it, so numbers have no gaps; call it last, since others wait for it.
 */
export async function issueInvoice(req: Transactional, payment: LockedPayment, draft: InvoiceDraft): Promise<void> {
  const { paymentId, orderId, userId, vatRate, billingName, billingAddress } = payment;
  const { seller } = payment.terms;
  const { id, kind, amounts, lines, reference } = draft;
  const tx = await sessionOf(req);
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
