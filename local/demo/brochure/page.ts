import type PDFDocument from 'pdfkit';

export type PdfDocument = InstanceType<typeof PDFDocument>;

/** The size of an A4 page in points. */
export const PAGE = { width: 595.28, height: 841.89 };
export const MARGIN = 56;
export const INNER_WIDTH = PAGE.width - 2 * MARGIN;

export const INK = '#2b2520';
export const MUTED = '#6f665c';
export const ACCENT = '#8a6a43';
export const PAPER = '#f7f1e8';

const SERIF = 'Times-Roman';
const SANS = 'Helvetica';

type Box = { x: number; y: number; width: number; height: number };

/** Draws a picture that fills the box and is cropped to it. */
export function drawPicture(pdf: PdfDocument, bytes: Buffer, { x, y, width, height }: Box): void {
  pdf.save().rect(x, y, width, height).clip();
  pdf.image(bytes, x, y, { cover: [width, height], align: 'center', valign: 'center' });
  pdf.restore();
}

export const drawPanel = (pdf: PdfDocument, { x, y, width, height }: Box, colour: string) =>
  pdf.rect(x, y, width, height).fill(colour);

type Placement = { x: number; y: number; width: number; align?: 'left' | 'center' };

/** Draws a small line of spaced capitals. @returns the y coordinate of its end */
export function drawEyebrow(pdf: PdfDocument, text: string, at: Placement, colour = ACCENT): number {
  pdf.font(SANS).fontSize(8.5).fillColor(colour);
  pdf.text(text.toUpperCase(), at.x, at.y, { ...at, characterSpacing: 2.2 });
  return pdf.y;
}

/** Draws a heading. @returns the y coordinate of its end */
export function drawHeading(pdf: PdfDocument, text: string, at: Placement, size = 26, colour = INK): number {
  pdf
    .font(SERIF)
    .fontSize(size)
    .fillColor(colour)
    .text(text, at.x, at.y, { ...at, lineGap: 1 });
  return pdf.y;
}

/** Draws a paragraph. @returns the y coordinate of its end */
export function drawProse(pdf: PdfDocument, text: string, at: Placement, size = 10.5, colour = INK): number {
  pdf
    .font(SANS)
    .fontSize(size)
    .fillColor(colour)
    .text(text, at.x, at.y, { ...at, lineGap: 4 });
  return pdf.y;
}

export function drawBullets(pdf: PdfDocument, lines: readonly string[], at: Placement): number {
  let { y } = at;
  for (const line of lines) {
    pdf.circle(at.x + 2.5, y + 5, 1.6).fill(ACCENT);
    y = drawProse(pdf, line, { ...at, x: at.x + 14, y, width: at.width - 14 }, 9.5, MUTED) + 3;
  }
  return y;
}

export function drawFooter(pdf: PdfDocument, page: number): void {
  pdf.font(SANS).fontSize(8).fillColor(MUTED);
  pdf.text('LOMASH WOOD', MARGIN, PAGE.height - 40, { characterSpacing: 2, lineBreak: false });
  pdf.text(String(page), MARGIN, PAGE.height - 40, { width: INNER_WIDTH, align: 'right', lineBreak: false });
}
