import type PDFDocument from 'pdfkit';

export type Pdf = InstanceType<typeof PDFDocument>;

/** Points of an A4 page. */
export const PAGE = { width: 595.28, height: 841.89 };
export const MARGIN = 56;
export const INNER = PAGE.width - 2 * MARGIN;

export const INK = '#2b2520';
export const MUTED = '#6f665c';
export const ACCENT = '#8a6a43';
export const PAPER = '#f7f1e8';

const SERIF = 'Times-Roman';
const SANS = 'Helvetica';

type Box = { x: number; y: number; width: number; height: number };

/** A picture that fills the box, cut where it is larger. */
export function picture(pdf: Pdf, bytes: Buffer, { x, y, width, height }: Box): void {
  pdf.save().rect(x, y, width, height).clip();
  pdf.image(bytes, x, y, { cover: [width, height], align: 'center', valign: 'center' });
  pdf.restore();
}

export const panel = (pdf: Pdf, { x, y, width, height }: Box, colour: string) =>
  pdf.rect(x, y, width, height).fill(colour);

type Placed = { x: number; y: number; width: number; align?: 'left' | 'center' };

/** A small line of capitals, spaced. @returns where it ends */
export function eyebrow(pdf: Pdf, text: string, at: Placed, colour = ACCENT): number {
  pdf.font(SANS).fontSize(8.5).fillColor(colour);
  pdf.text(text.toUpperCase(), at.x, at.y, { ...at, characterSpacing: 2.2 });
  return pdf.y;
}

/** @returns where it ends */
export function heading(pdf: Pdf, text: string, at: Placed, size = 26, colour = INK): number {
  pdf
    .font(SERIF)
    .fontSize(size)
    .fillColor(colour)
    .text(text, at.x, at.y, { ...at, lineGap: 1 });
  return pdf.y;
}

/** @returns where it ends */
export function prose(pdf: Pdf, text: string, at: Placed, size = 10.5, colour = INK): number {
  pdf
    .font(SANS)
    .fontSize(size)
    .fillColor(colour)
    .text(text, at.x, at.y, { ...at, lineGap: 4 });
  return pdf.y;
}

export function bullets(pdf: Pdf, lines: readonly string[], at: Placed): number {
  let { y } = at;
  for (const line of lines) {
    pdf.circle(at.x + 2.5, y + 5, 1.6).fill(ACCENT);
    y = prose(pdf, line, { ...at, x: at.x + 14, y, width: at.width - 14 }, 9.5, MUTED) + 3;
  }
  return y;
}

export function footer(pdf: Pdf, page: number): void {
  pdf.font(SANS).fontSize(8).fillColor(MUTED);
  pdf.text('LOMASH WOOD', MARGIN, PAGE.height - 40, { characterSpacing: 2, lineBreak: false });
  pdf.text(String(page), MARGIN, PAGE.height - 40, { width: INNER, align: 'right', lineBreak: false });
}
