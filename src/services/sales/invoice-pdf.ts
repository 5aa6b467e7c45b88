import { buffer } from 'node:stream/consumers';
import { sql } from '@payloadcms/db-postgres';
import type { SQL } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { domainOf } from '../../domain.ts';
import { crashPoint } from '../../events/crash-points.ts';
import { isUuid } from '../../ids.ts';
import { Problem } from '../../problem.ts';
import { drawInvoice, type InvoiceDocument } from './draw-invoice.ts';

type Row = InvoiceDocument & { invoiceId: string; customerId: string | null; pdf: string | null; version: string };

export type InvoicePdf = { number: string; bytes: Buffer };

/**
 * The PDF of an invoice, for its owner (`customerId`) or for staff and jobs (null).
 * @throws Problem not_found, also for another customer's.
 */
export async function invoicePdf(payload: Payload, invoiceId: string, customerId: string | null): Promise<InvoicePdf> {
  const [invoice] = isUuid(invoiceId) ? await select(payload, sql`invoice.id = ${invoiceId}`, 1) : [];
  if (!invoice || (customerId !== null && invoice.customerId !== customerId)) {
    throw new Problem('not_found', 'There is no such invoice.');
  }
  const stored = invoice.pdf ? await domainOf(payload).storage.get(invoice.pdf) : undefined;
  return { number: invoice.number, bytes: stored ? await buffer(stored.body) : await make(payload, invoice) };
}

const BATCH = 50;

/** Makes the PDFs that are missing: of notes, of invoices whose receipt is late, and of those whose customer was erased. */
export async function makeMissingPdfs(payload: Payload): Promise<number> {
  const invoices = await select(payload, sql`pdf IS NULL`, BATCH);
  for (const invoice of invoices) await make(payload, invoice);
  return invoices.length;
}

async function select(payload: Payload, condition: SQL, limit: number): Promise<Row[]> {
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
        ORDER BY credit.id DESC LIMIT 1) END AS "creditNote"
    FROM invoices AS invoice JOIN orders ON orders.id = invoice.order_id
    WHERE ${condition} ORDER BY invoice.id LIMIT ${limit}`);
  return rows;
}

/**
 * Draws and stores it. Always the same key, so that a new version replaces the old one; and it counts as made only if the
 * customer was not erased meanwhile: then it is drawn once more, over what may have replaced the new version just now.
 */
async function make(payload: Payload, invoice: Row): Promise<Buffer> {
  const { invoiceId, number, version } = invoice;
  const bytes = await drawInvoice(invoice);
  const key = `invoices/${number.split('-')[1]}/${invoiceId}.pdf`;
  await domainOf(payload).storage.put(key, bytes, {
    contentType: 'application/pdf',
    cacheControl: 'private, no-store',
  });
  crashPoint('after-pdf-stored');
  const { rowCount } = await database(payload).execute(sql`
    UPDATE invoices SET pdf = ${key} WHERE id = ${invoiceId} AND updated_at = ${version}::timestamptz`);
  const [newer] = rowCount === 0 ? await select(payload, sql`invoice.id = ${invoiceId}`, 1) : [];
  return newer ? make(payload, newer) : bytes;
}
