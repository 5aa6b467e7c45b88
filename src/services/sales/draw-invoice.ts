import { buffer } from 'node:stream/consumers';
import { showPhone } from '../../lib/contact.ts';
import { toDate, toLondon } from '../../lib/dates.ts';
import { formatPence } from '../../lib/money.ts';
import { INVOICE_KINDS } from './issue-invoice.ts';
import { type EarlierDocument, type InvoiceDocument, type Letterhead, PLAIN_LETTERHEAD } from './letterhead.ts';
import type { InvoiceLine } from './lock-payment.ts';
import { type Pdf, registerFonts } from './pdf/fonts.ts';
import { measureHeight, writeText } from './pdf/write-text.ts';

const MARGIN = 50;
const RIGHT_EDGE = 545;
/** The left edges of the table's columns. Amounts are right-aligned within their columns. */
const COLUMNS = { title: MARGIN, quantity: 330, price: 390, total: 470 };
const BOTTOM_EDGE = 770;
/** The height of the table's head and one line. If they do not fit below a long address, both move to the next page. */
const TABLE_HEAD_HEIGHT = 45;
const TEXT_COLOUR = '#2b2520';
const MUTED_COLOUR = '#6f665c';
const LINE_COLOUR = '#d6cfc4';
/** The maximum size of the logo in points. */
const LOGO_BOX = { width: 200, height: 50 };

/**
 * Draws an invoice or note as a PDF (A4) with the company's logo and colour. Names may be in any writing system that
 * the fonts cover (pdf/fonts.ts). A note lists its invoice, the reason and the goods (VAT Regulations 1995, reg. 15C).
 * The lines may fill several pages, and each of these pages repeats the table's head.
 */
export async function drawInvoice(
  invoice: InvoiceDocument,
  letterhead: Letterhead = PLAIN_LETTERHEAD,
): Promise<Buffer> {
  const { default: PDFDocument } = await import('pdfkit');
  const title = `${findTitle(invoice)} ${invoice.number}`;
  const pdf = new PDFDocument({
    ...{
      size: 'A4',
      margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: 40 },
      bufferPages: true,
      lang: 'en-GB',
    },
    info: { Title: title, Author: invoice.seller.name, CreationDate: toDate(invoice.issuedAt) },
  });
  await registerFonts(pdf);
  const bytes = buffer(pdf);
  drawHeader(pdf, invoice, title, letterhead);
  drawLines(pdf, invoice.lines);
  if (invoice.invoice) drawGoods(pdf, invoice.invoice);
  drawTotals(pdf, invoice, letterhead.colour ?? TEXT_COLOUR);
  drawFooters(pdf, invoice);
  pdf.end();
  return bytes;
}

const findTitle = ({ kind }: InvoiceDocument) => INVOICE_KINDS.find(({ value }) => value === kind)?.label ?? 'Invoice';

function drawHeader(pdf: Pdf, invoice: InvoiceDocument, title: string, { colour, logo }: Letterhead): void {
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
  pdf.fillColor(colour ?? TEXT_COLOUR);
  const below = logo
    ? drawLogo(pdf, logo)
    : writeText(pdf, seller.name, MARGIN, MARGIN, { ...NAME_STYLE, width: RIGHT_EDGE - MARGIN });
  pdf.fillColor(MUTED_COLOUR);
  const contact = [logo && seller.name, seller.address, seller.phone && showPhone(seller.phone)]
    .filter(Boolean)
    .join('\n');
  const head = contact === '' ? below : writeText(pdf, contact, MARGIN, below, { size: 9, width: RIGHT_EDGE - MARGIN });
  const top = Math.max(150, head + 15);
  pdf.fillColor(colour ?? TEXT_COLOUR);
  writeText(pdf, title, MARGIN, top, { size: 14, weight: 'bold' });
  pdf.fillColor(TEXT_COLOUR);
  const facts = [
    `Date: ${formatDay(issuedAt)}`,
    `Order: ${orderNumber}`,
    ...(changed ? [`Invoice: ${formatDocumentName(changed)}`] : []),
    ...(creditNote ? [`Credit note: ${formatDocumentName(creditNote)}`] : []),
    ...(reference ? [`Reference: ${reference}`] : []),
  ];
  const left = writeText(pdf, facts.join('\n'), MARGIN, top + 25, { size: 9, width: COLUMNS.quantity - MARGIN - 10 });
  const customer = [billingName, billingAddress].filter(Boolean).join('\n');
  pdf.y = Math.max(left, drawCustomer(pdf, customer, top + 25), top + 65) + 25;
}

const NAME_STYLE = { size: 18, weight: 'bold' } as const;

/** @returns the y position below the logo */
function drawLogo(pdf: Pdf, { png, width, height }: NonNullable<Letterhead['logo']>): number {
  const scale = Math.min(LOGO_BOX.width / width, LOGO_BOX.height / height);
  pdf.image(png, MARGIN, MARGIN, { width: width * scale, height: height * scale });
  return MARGIN + height * scale + 8;
}

/**
 * Draws the customer's address. It may have any number of lines, so it continues over several pages if needed.
 * @returns the y position below the address
 */
function drawCustomer(pdf: Pdf, customer: string, top: number): number {
  let y = top;
  for (const line of customer.split('\n')) {
    const style = { size: 9, width: 215 };
    if (y + measureHeight(pdf, line, style) > BOTTOM_EDGE) {
      pdf.addPage();
      y = MARGIN;
    }
    y = writeText(pdf, line, COLUMNS.quantity, y, style);
  }
  return y;
}

const formatDay = (at: string) => toLondon(toDate(at)).toFormat('d MMMM yyyy');

const formatDocumentName = ({ number, issuedAt }: EarlierDocument) => `${number} of ${formatDay(issuedAt)}`;

function drawTableHead(pdf: Pdf): void {
  const { y } = pdf;
  pdf.font('bold').fontSize(9).fillColor(TEXT_COLOUR).text('Description', COLUMNS.title, y);
  drawAmount(pdf, 'Quantity', COLUMNS.quantity, y, 50);
  drawAmount(pdf, 'Price', COLUMNS.price, y, 70);
  drawAmount(pdf, 'Total', COLUMNS.total, y, 75);
  pdf.font('regular');
  drawRule(pdf, y + 15);
  pdf.y = y + 22;
}

function drawLines(pdf: Pdf, lines: readonly InvoiceLine[]): void {
  if (pdf.y + TABLE_HEAD_HEIGHT > BOTTOM_EDGE) startPage(pdf);
  else drawTableHead(pdf);
  for (const { title, quantity, unitPrice } of lines) {
    drawRow(pdf, title, (y) => {
      drawAmount(pdf, String(quantity), COLUMNS.quantity, y, 50);
      drawAmount(pdf, formatPence(unitPrice), COLUMNS.price, y, 70);
      drawAmount(pdf, formatPence(quantity * unitPrice), COLUMNS.total, y, 75);
    });
  }
}

/** Lists the goods of the invoice that a note changes. The prices are omitted, because they are on the invoice. */
function drawGoods(pdf: Pdf, invoice: NonNullable<InvoiceDocument['invoice']>): void {
  drawRow(pdf, `Goods of invoice ${invoice.number}:`);
  for (const { title, quantity } of invoice.lines) {
    drawRow(pdf, title, (y) => drawAmount(pdf, String(quantity), COLUMNS.quantity, y, 50));
  }
}

function drawRow(pdf: Pdf, title: string, drawAmounts?: (y: number) => void): void {
  const style = { size: 9, width: COLUMNS.quantity - COLUMNS.title - 10 };
  if (pdf.y + measureHeight(pdf, title, style) > BOTTOM_EDGE) startPage(pdf);
  const { y } = pdf;
  pdf.font('regular').fontSize(9);
  drawAmounts?.(y);
  pdf.y = writeText(pdf, title, COLUMNS.title, y, style) + 6;
}

function startPage(pdf: Pdf): void {
  pdf.addPage();
  pdf.y = MARGIN;
  drawTableHead(pdf);
}

const SETTLEMENT_LABELS = {
  paid: 'Paid by card on',
  refunded: 'Refunded to your card on',
  disputed: 'Taken back by your bank on',
};

function drawTotals(pdf: Pdf, { subtotal, vat, total, vatRate, settlement }: InvoiceDocument, colour: string): void {
  if (pdf.y + 75 > BOTTOM_EDGE) {
    pdf.addPage();
    pdf.y = MARGIN;
  }
  drawRule(pdf, pdf.y + 2);
  pdf.y += 12;
  if (settlement) {
    pdf.fillColor(colour);
    const width = COLUMNS.quantity - MARGIN - 10;
    const { y } = pdf;
    writeText(pdf, `${SETTLEMENT_LABELS[settlement.how]} ${formatDay(settlement.at)}`, MARGIN, y, {
      size: 9,
      weight: 'bold',
      width,
    });
    pdf.y = y;
    pdf.fontSize(9).fillColor(TEXT_COLOUR);
  }
  const rows: [label: string, pence: number, font: string][] = [
    ['Net', subtotal, 'regular'],
    [`VAT ${vatRate}%`, vat, 'regular'],
    ['Total (including VAT)', total, 'bold'],
  ];
  for (const [label, pence, font] of rows) {
    const { y } = pdf;
    pdf.font(font).text(label, COLUMNS.quantity, y, { width: COLUMNS.total - COLUMNS.quantity - 10 });
    drawAmount(pdf, formatPence(pence), COLUMNS.total, y, 75);
    pdf.y = y + 16;
  }
}

/** Writes the company's legal details and the page number on each page. */
function drawFooters(pdf: Pdf, { seller }: InvoiceDocument): void {
  const { start, count } = pdf.bufferedPageRange();
  const facts = [
    seller.name,
    seller.vatNumber && `VAT number ${seller.vatNumber}`,
    seller.registrationNumber && `Company number ${seller.registrationNumber}`,
  ];
  for (let page = start; page < start + count; page += 1) {
    pdf.switchToPage(page);
    pdf.page.margins.bottom = 0;
    pdf.font('regular').fontSize(8).fillColor(MUTED_COLOUR);
    writeText(pdf, facts.filter(Boolean).join(' · '), MARGIN, 800, { size: 8 });
    pdf.font('regular').fontSize(8);
    drawAmount(pdf, `Page ${page + 1} of ${count}`, COLUMNS.price, 800, RIGHT_EDGE - COLUMNS.price);
  }
}

/** Draws a right-aligned amount or other short text that needs no font fallback: the current font has all its characters. */
const drawAmount = (pdf: Pdf, text: string, x: number, y: number, width: number) =>
  pdf.text(text, x, y, { width, align: 'right', lineBreak: false });

const drawRule = (pdf: Pdf, y: number) =>
  pdf.moveTo(MARGIN, y).lineTo(RIGHT_EDGE, y).lineWidth(0.5).strokeColor(LINE_COLOUR).stroke();
