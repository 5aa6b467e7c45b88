import { buffer } from 'node:stream/consumers';
import { sql } from '@payloadcms/db-postgres';
import type { SQL } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { crashPoint } from '../../events/crash-points.ts';
import { isUuid } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { drawInvoice } from './draw-invoice.ts';
import { type InvoiceDocument, readLetterhead } from './letterhead.ts';

type Row = InvoiceDocument & { invoiceId: string; customerId: string | null; pdf: string | null; version: string };

export type InvoicePdf = { number: string; bytes: Buffer };

/**
 * Returns the PDF of an invoice, for its owner (`customerId`) or for staff and jobs (null). Creates the PDF if it is missing.
 * @throws Problem not_found, also for another customer's invoice
 */
export async function readInvoicePdf(
  payload: Payload,
  invoiceId: string,
  customerId: string | null,
): Promise<InvoicePdf> {
  const [invoice] = isUuid(invoiceId) ? await selectInvoices(payload, sql`invoice.id = ${invoiceId}`, 1) : [];
  if (!invoice || (customerId !== null && invoice.customerId !== customerId)) {
    throw new Problem('not_found', 'There is no such invoice.');
  }
  const stored = invoice.pdf ? await runtimeOf(payload).storage.get(invoice.pdf) : undefined;
  return { number: invoice.number, bytes: stored ? await buffer(stored.body) : await drawAndStore(payload, invoice) };
}

const BATCH_SIZE = 50;

/**
 * Creates up to 50 missing PDFs and returns their number. A PDF can be missing because its invoice or note has not been sent by
 * e-mail yet, because the note belongs to a dispute and is never sent by e-mail, or because it must be redrawn after the erasure
 * of the customer.
 */
export async function createMissingPdfs(payload: Payload): Promise<number> {
  const invoices = await selectInvoices(payload, sql`pdf IS NULL`, BATCH_SIZE);
  for (const invoice of invoices) await drawAndStore(payload, invoice);
  return invoices.length;
}

async function selectInvoices(payload: Payload, condition: SQL, limit: number): Promise<Row[]> {
  const { rows } = await database(payload).execute<Row>(sql`
    SELECT invoice.id AS "invoiceId", invoice.customer_id AS "customerId", number, kind::text AS kind, pdf,
      invoice.updated_at::text AS version, issued_at AS "issuedAt", invoice.subtotal::int AS subtotal,
      invoice.vat::int AS vat, invoice.total::int AS total, invoice.vat_rate::float8 AS "vatRate",
      invoice.billing_name AS "billingName", invoice.billing_address AS "billingAddress", reference, seller, lines,
      order_number AS "orderNumber",
      CASE WHEN kind <> 'INVOICE' THEN (
        SELECT json_build_object('number', number, 'issuedAt', issued_at, 'lines', lines) FROM invoices AS changed
        WHERE changed.payment_id = invoice.payment_id AND changed.kind = 'INVOICE' LIMIT 1) END AS invoice,
      CASE WHEN kind = 'DEBIT_NOTE' THEN (
        SELECT json_build_object('number', number, 'issuedAt', issued_at) FROM invoices AS credit
        WHERE credit.payment_id = invoice.payment_id AND credit.kind = 'CREDIT_NOTE' AND credit.reference = invoice.reference
        ORDER BY credit.id DESC LIMIT 1) END AS "creditNote",
      CASE kind WHEN 'INVOICE' THEN (
        SELECT json_build_object('how', 'paid', 'at', paid_at) FROM payments
        WHERE payments.id = invoice.payment_id AND paid_at IS NOT NULL)
      WHEN 'CREDIT_NOTE' THEN json_build_object('at', issued_at, 'how', CASE WHEN EXISTS (
        SELECT FROM refunds WHERE stripe_refund_id = invoice.reference) THEN 'refunded' ELSE 'disputed' END)
      END AS settlement
    FROM invoices AS invoice JOIN orders ON orders.id = invoice.order_id
    WHERE ${condition} ORDER BY invoice.id LIMIT ${limit}`);
  return rows;
}

/**
 * Draws and stores a PDF, always under the same key, so that a new version replaces the old one. If the customer was erased
 * meanwhile, the row has changed; then the PDF is drawn again, because this one may have overwritten the newer version.
 */
async function drawAndStore(payload: Payload, invoice: Row): Promise<Buffer> {
  const { invoiceId, number, version } = invoice;
  const bytes = await drawInvoice(invoice, await readLetterhead(payload));
  const key = `invoices/${number.split('-')[1]}/${invoiceId}.pdf`;
  await runtimeOf(payload).storage.put(key, bytes, {
    contentType: 'application/pdf',
    cacheControl: 'private, no-store',
  });
  crashPoint('after-pdf-stored');
  const { rowCount } = await database(payload).execute(sql`
    UPDATE invoices SET pdf = ${key} WHERE id = ${invoiceId} AND updated_at = ${version}::timestamptz`);
  const [newer] = rowCount === 0 ? await selectInvoices(payload, sql`invoice.id = ${invoiceId}`, 1) : [];
  return newer ? drawAndStore(payload, newer) : bytes;
}
