import { buffer } from 'node:stream/consumers';
import { toDate } from '../../dates.ts';
import { inLondon } from '../london.ts';
import type { Seller } from '../settings/sales-terms.ts';
import { INVOICE_KINDS, type InvoiceKind } from './invoice-kinds.ts';
import type { InvoiceLine } from './lock-payment.ts';
import { formatPence } from './money.ts';
import { type Pdf, registerFonts } from './pdf/fonts.ts';
import { heightOf, write } from './pdf/write.ts';

/** Another document that a note is about. */
export type EarlierDocument = { number: string; issuedAt: string };

/** What stands on an invoice or note; amounts in pence. */
export type InvoiceDocument = EarlierDocument & {
  kind: InvoiceKind;
  orderNumber: string;
  billingName: string;
  billingAddress: string | null;
  seller: Seller;
  lines: readonly InvoiceLine[];
  subtotal: number;
  vat: number;
  total: number;
  vatRate: number;
  reference: string | null;
  /** For a note: the invoice that it changes, with its goods. */
  invoice: (EarlierDocument & { lines: readonly InvoiceLine[] }) | null;
  /** For a debit note: the credit note that it takes back. */
  creditNote: EarlierDocument | null;
};

const MARGIN = 50;
const RIGHT = 545;
/** Left edges of the columns of the table; amounts are aligned to the right of theirs. */
const COLUMNS = { title: MARGIN, quantity: 330, price: 390, total: 470 };
const BOTTOM = 770;
/** Height of the head of the table with a line below it; below a long address it goes to the next page as a whole. */
const HEAD = 45;
const INK = '#2b2520';
const MUTED = '#6f665c';
const LINE = '#d6cfc4';

/**
 * Draws an invoice or note as PDF (A4), with names in whatever script they are. A note names its invoice, the reason and the goods
 * (VAT Regulations 1995, reg. 15C). Many lines go on over as many pages as they need, each with the table's head.
 */
export async function drawInvoice(invoice: InvoiceDocument): Promise<Buffer> {
  const { default: PDFDocument } = await import('pdfkit');
  const title = `${titleOf(invoice)} ${invoice.number}`;
  const pdf = new PDFDocument({
    ...{
      size: 'A4',
      margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: 40 },
      bufferPages: true,
      lang: 'en-GB',
    },
    info: { Title: title, Author: invoice.seller.name, CreationDate: toDate(invoice.issuedAt) },
  });
  registerFonts(pdf);
  const bytes = buffer(pdf);
  drawHead(pdf, invoice, title);
  drawLines(pdf, invoice.lines);
  if (invoice.invoice) drawGoods(pdf, invoice.invoice);
  drawTotals(pdf, invoice);
  drawFeet(pdf, invoice);
  pdf.end();
  return bytes;
}

const titleOf = ({ kind }: InvoiceDocument) => INVOICE_KINDS.find(({ value }) => value === kind)?.label ?? 'Invoice';

function drawHead(pdf: Pdf, invoice: InvoiceDocument, title: string): void {
  const {
    seller,
    billingName,
    billingAddress,
    issuedAt,
    orderNumber,
    reference,
    invoice: changed,
    creditNote,
  } = invoice;
  pdf.fillColor(INK);
  const below = write(pdf, seller.name, MARGIN, MARGIN, { size: 18, weight: 'bold', width: RIGHT - MARGIN });
  pdf.fillColor(MUTED);
  const contact = [seller.address, seller.phone].filter(Boolean).join('\n');
  const head = contact === '' ? below : write(pdf, contact, MARGIN, below, { size: 9, width: RIGHT - MARGIN });
  const top = Math.max(150, head + 15);
  pdf.fillColor(INK);
  write(pdf, title, MARGIN, top, { size: 14, weight: 'bold' });
  const facts = [
    `Date: ${dayOf(issuedAt)}`,
    `Order: ${orderNumber}`,
    ...(changed ? [`Invoice: ${nameOf(changed)}`] : []),
    ...(creditNote ? [`Credit note: ${nameOf(creditNote)}`] : []),
    ...(reference ? [`Reference: ${reference}`] : []),
  ];
  const left = write(pdf, facts.join('\n'), MARGIN, top + 25, { size: 9, width: COLUMNS.quantity - MARGIN - 10 });
  const customer = [billingName, billingAddress].filter(Boolean).join('\n');
  pdf.y = Math.max(left, drawCustomer(pdf, customer, top + 25), top + 65) + 25;
}

/** Goes on over pages: an address may have as many lines as somebody likes. @returns where it ends */
function drawCustomer(pdf: Pdf, customer: string, top: number): number {
  let y = top;
  for (const line of customer.split('\n')) {
    const style = { size: 9, width: 215 };
    if (y + heightOf(pdf, line, style) > BOTTOM) {
      pdf.addPage();
      y = MARGIN;
    }
    y = write(pdf, line, COLUMNS.quantity, y, style);
  }
  return y;
}

const dayOf = (at: string) => inLondon(toDate(at)).toFormat('d MMMM yyyy');

const nameOf = ({ number, issuedAt }: EarlierDocument) => `${number} of ${dayOf(issuedAt)}`;

function drawTableHead(pdf: Pdf): void {
  const { y } = pdf;
  pdf.font('bold').fontSize(9).fillColor(INK).text('Description', COLUMNS.title, y);
  amount(pdf, 'Quantity', COLUMNS.quantity, y, 50);
  amount(pdf, 'Price', COLUMNS.price, y, 70);
  amount(pdf, 'Total', COLUMNS.total, y, 75);
  pdf.font('regular');
  rule(pdf, y + 15);
  pdf.y = y + 22;
}

function drawLines(pdf: Pdf, lines: readonly InvoiceLine[]): void {
  if (pdf.y + HEAD > BOTTOM) newPage(pdf);
  else drawTableHead(pdf);
  for (const { title, quantity, unitPrice } of lines) {
    drawRow(pdf, title, (y) => {
      amount(pdf, String(quantity), COLUMNS.quantity, y, 50);
      amount(pdf, formatPence(unitPrice), COLUMNS.price, y, 70);
      amount(pdf, formatPence(quantity * unitPrice), COLUMNS.total, y, 75);
    });
  }
}

/** The goods of the invoice that a note changes; their prices stand there. */
function drawGoods(pdf: Pdf, invoice: NonNullable<InvoiceDocument['invoice']>): void {
  drawRow(pdf, `Goods of invoice ${invoice.number}:`);
  for (const { title, quantity } of invoice.lines) {
    drawRow(pdf, title, (y) => amount(pdf, String(quantity), COLUMNS.quantity, y, 50));
  }
}

function drawRow(pdf: Pdf, title: string, drawAmounts?: (y: number) => void): void {
  const style = { size: 9, width: COLUMNS.quantity - COLUMNS.title - 10 };
  if (pdf.y + heightOf(pdf, title, style) > BOTTOM) newPage(pdf);
  const { y } = pdf;
  pdf.font('regular').fontSize(9);
  drawAmounts?.(y);
  pdf.y = write(pdf, title, COLUMNS.title, y, style) + 6;
}

function newPage(pdf: Pdf): void {
  pdf.addPage();
  pdf.y = MARGIN;
  drawTableHead(pdf);
}

function drawTotals(pdf: Pdf, { subtotal, vat, total, vatRate }: InvoiceDocument): void {
  if (pdf.y + 75 > BOTTOM) {
    pdf.addPage();
    pdf.y = MARGIN;
  }
  rule(pdf, pdf.y + 2);
  pdf.y += 12;
  const rows: [label: string, pence: number, font: string][] = [
    ['Net', subtotal, 'regular'],
    [`VAT ${vatRate}%`, vat, 'regular'],
    ['Total (VAT included)', total, 'bold'],
  ];
  for (const [label, pence, font] of rows) {
    const { y } = pdf;
    pdf.font(font).text(label, COLUMNS.quantity, y, { width: COLUMNS.total - COLUMNS.quantity - 10 });
    amount(pdf, formatPence(pence), COLUMNS.total, y, 75);
    pdf.y = y + 16;
  }
}

/** Who we are for the tax office, and the page, on each page. */
function drawFeet(pdf: Pdf, { seller }: InvoiceDocument): void {
  const { start, count } = pdf.bufferedPageRange();
  const facts = [
    seller.name,
    seller.vatNumber && `VAT number ${seller.vatNumber}`,
    seller.registrationNumber && `Company number ${seller.registrationNumber}`,
  ];
  for (let page = start; page < start + count; page += 1) {
    pdf.switchToPage(page);
    pdf.page.margins.bottom = 0;
    pdf.font('regular').fontSize(8).fillColor(MUTED);
    write(pdf, facts.filter(Boolean).join(' · '), MARGIN, 800, { size: 8 });
    pdf.font('regular').fontSize(8);
    amount(pdf, `Page ${page + 1} of ${count}`, COLUMNS.price, 800, RIGHT - COLUMNS.price);
  }
}

/** Digits and signs alone: they need no font but the one that is set. */
const amount = (pdf: Pdf, text: string, x: number, y: number, width: number) =>
  pdf.text(text, x, y, { width, align: 'right', lineBreak: false });

const rule = (pdf: Pdf, y: number) => pdf.moveTo(MARGIN, y).lineTo(RIGHT, y).lineWidth(0.5).strokeColor(LINE).stroke();
