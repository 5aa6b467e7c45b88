import { createRequire } from 'node:module';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import type PDFDocument from 'pdfkit';
import { inLondon } from '../london.ts';
import type { Seller } from '../settings/sales-terms.ts';
import { INVOICE_KINDS, type InvoiceKind } from './invoice-kinds.ts';
import type { InvoiceLine } from './lock-payment.ts';
import { formatPence } from './money.ts';

/** What stands on an invoice or note; amounts in pence. */
export type InvoiceDocument = {
  number: string;
  kind: InvoiceKind;
  issuedAt: string;
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
};

type Pdf = InstanceType<typeof PDFDocument>;

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
 * Draws an invoice as PDF (A4) in DejaVu Sans, which has the pound sign and the letters of all European names. Many lines go
 * on over as many pages as they need, each with the table's head.
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
    info: { Title: title, Author: invoice.seller.name, CreationDate: new Date(invoice.issuedAt) },
  });
  const fonts = path.dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'));
  pdf.registerFont('regular', path.join(fonts, 'ttf/DejaVuSans.ttf'));
  pdf.registerFont('bold', path.join(fonts, 'ttf/DejaVuSans-Bold.ttf'));
  const bytes = buffer(pdf);
  drawHead(pdf, invoice, title);
  drawLines(pdf, invoice.lines);
  drawTotals(pdf, invoice);
  drawFeet(pdf, invoice);
  pdf.end();
  return bytes;
}

const titleOf = ({ kind }: InvoiceDocument) => INVOICE_KINDS.find(({ value }) => value === kind)?.label ?? 'Invoice';

function drawHead(pdf: Pdf, invoice: InvoiceDocument, title: string): void {
  const { seller, billingName, billingAddress, issuedAt, orderNumber, reference } = invoice;
  pdf.font('bold').fontSize(18).fillColor(INK).text(seller.name, MARGIN, MARGIN);
  pdf.font('regular').fontSize(9).fillColor(MUTED);
  for (const line of [seller.address, seller.phone]) if (line) pdf.text(line);
  pdf.font('bold').fontSize(14).fillColor(INK).text(title, MARGIN, 150);
  const facts = [
    `Date: ${inLondon(new Date(issuedAt)).toFormat('d MMMM yyyy')}`,
    `Order: ${orderNumber}`,
    ...(reference ? [`Reference: ${reference}`] : []),
  ];
  pdf.font('regular').fontSize(9).text(facts.join('\n'), MARGIN, 175);
  pdf.text([billingName, billingAddress].filter(Boolean).join('\n'), COLUMNS.quantity, 175, { width: 215 });
  pdf.y = Math.max(pdf.y, 215) + 25;
}

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
  const width = COLUMNS.quantity - COLUMNS.title - 10;
  for (const { title, quantity, unitPrice } of lines) {
    if (pdf.y + pdf.heightOfString(title, { width }) > BOTTOM) newPage(pdf);
    const { y } = pdf;
    amount(pdf, String(quantity), COLUMNS.quantity, y, 50);
    amount(pdf, formatPence(unitPrice), COLUMNS.price, y, 70);
    amount(pdf, formatPence(quantity * unitPrice), COLUMNS.total, y, 75);
    pdf.text(title, COLUMNS.title, y, { width });
    pdf.y += 6;
  }
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
    pdf.text(facts.filter(Boolean).join(' · '), MARGIN, 800, { width: 400, lineBreak: false });
    amount(pdf, `Page ${page + 1} of ${count}`, COLUMNS.price, 800, RIGHT - COLUMNS.price);
  }
}

const amount = (pdf: Pdf, text: string, x: number, y: number, width: number) =>
  pdf.text(text, x, y, { width, align: 'right', lineBreak: false });

const rule = (pdf: Pdf, y: number) => pdf.moveTo(MARGIN, y).lineTo(RIGHT, y).lineWidth(0.5).strokeColor(LINE).stroke();
