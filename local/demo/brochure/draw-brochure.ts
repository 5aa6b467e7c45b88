import { buffer } from 'node:stream/consumers';
import { DEMO_RANGES, type DemoRange } from '../catalogue/ranges.ts';
import type { DemoPicture } from '../images/pictures.ts';
import { DEMO_SHOWROOMS } from '../showrooms.ts';
import {
  ACCENT,
  drawBullets,
  drawEyebrow,
  drawFooter,
  drawHeading,
  drawPanel,
  drawPicture,
  drawProse,
  INK,
  INNER_WIDTH,
  MARGIN,
  MUTED,
  PAGE,
  PAPER,
  type PdfDocument,
} from './page.ts';

type Pictures = (category: DemoRange['category'], colour: string) => Buffer;

/** The colour in which each range is shown. */
const COLOUR_BY_RANGE: Record<string, string> = {
  ashford: 'sage-green',
  clifton: 'graphite',
  hartley: 'dove-grey',
  marlow: 'natural-oak',
  dunmore: 'midnight-blue',
  elara: 'white',
  fenwick: 'cashmere',
  rowan: 'walnut',
};

const STEPS: [title: string, text: string][] = [
  ['Talk', 'Come to a showroom, or meet a designer online. Bring a sketch, a photo or just an idea.'],
  [
    'Measure',
    'We measure your room free of charge, and bring sample doors and worktops for you to see in your own light.',
  ],
  [
    'Design',
    'You receive drawings and one price for everything, including fitting and VAT. It does not change before you order.',
  ],
  [
    'Fit',
    'Our own fitters do all the work. Most kitchens take eight working days, and we come back after a year to adjust the doors.',
  ],
];

export const brochureTitle = (year: number): string => `Kitchens and bedrooms ${year}`;

/** Draws the demo brochure as PDF from the pictures and ranges; the same year and pictures give the same bytes. */
export async function drawBrochure(pictures: readonly DemoPicture[], year: number): Promise<Buffer> {
  const { default: PDFDocument } = await import('pdfkit');
  const pdf = new PDFDocument({
    ...{ size: 'A4', margin: 0, lang: 'en-GB' },
    info: { Title: brochureTitle(year), Author: 'Lomash Wood', CreationDate: new Date(Date.UTC(year, 0, 1)) },
  });
  const bytes = buffer(pdf);
  const findPicture: Pictures = (category, colour) => {
    const found = pictures.find((picture) => picture.category === category && picture.colour.slug === colour);
    if (!found) throw new Error(`The demo has no picture of a ${category} in ${colour}.`);
    return found.bytes;
  };
  drawCover(pdf, findPicture('KITCHEN', 'forest-green'), year);
  drawWelcome(pdf, findPicture('BEDROOM', 'duck-egg'));
  const pages = [pairRanges('KITCHEN'), pairRanges('BEDROOM')].flat();
  for (const [nth, ranges] of pages.entries()) drawRanges(pdf, findPicture, ranges, nth + 3);
  drawSteps(pdf, findPicture('KITCHEN', 'cashmere'), pages.length + 3);
  drawBack(pdf);
  pdf.end();
  return bytes;
}

function pairRanges(category: DemoRange['category']): DemoRange[][] {
  const ranges = DEMO_RANGES.filter((range) => range.category === category);
  return ranges.flatMap((_, nth) => (nth % 2 === 0 ? [ranges.slice(nth, nth + 2)] : []));
}

function drawCover(pdf: PdfDocument, room: Buffer, year: number): void {
  drawPicture(pdf, room, { x: 0, y: 0, ...PAGE });
  drawPanel(pdf, { x: MARGIN, y: 70, width: INNER_WIDTH, height: 190 }, PAPER);
  const at = { x: MARGIN, width: INNER_WIDTH, align: 'center' } as const;
  drawEyebrow(pdf, 'Lomash Wood', { ...at, y: 102 });
  drawHeading(pdf, 'Kitchens and bedrooms', { ...at, y: 128 }, 38);
  drawProse(pdf, `Designed, made and fitted by one company · ${year}`, { ...at, y: 208 }, 10.5, MUTED);
}

function drawWelcome(pdf: PdfDocument, room: Buffer): void {
  addPage(pdf, 2);
  drawPicture(pdf, room, { x: 0, y: 0, width: PAGE.width, height: 380 });
  drawEyebrow(pdf, 'Welcome', { x: MARGIN, y: 424, width: INNER_WIDTH });
  const below = drawHeading(pdf, 'Furniture made for your room', { x: MARGIN, y: 444, width: INNER_WIDTH }, 30);
  const column = { y: below + 16, width: (INNER_WIDTH - 28) / 2 };
  drawProse(
    pdf,
    'No two rooms are alike: walls lean, boilers are in awkward places, and the light comes from one side. So we do not sell standard units. A designer looks at your room, and our workshop makes furniture that fits it to the millimetre.\n\nThis brochure shows our four kitchens and four bedrooms. Each comes in eight colours.',
    { ...column, x: MARGIN },
  );
  drawProse(
    pdf,
    'The prices are for an average-sized room, fitted, including VAT. Your price depends on your room.\n\nTake your time. If something takes your fancy, come and try it in a showroom: no brochure can show you how quietly a drawer closes.',
    { ...column, x: MARGIN + column.width + 28 },
  );
}

function drawRanges(pdf: PdfDocument, findPicture: Pictures, ranges: readonly DemoRange[], number: number): void {
  addPage(pdf, number);
  for (const [nth, range] of ranges.entries()) {
    const top = nth * 388;
    drawPicture(pdf, findPicture(range.category, COLOUR_BY_RANGE[range.slug] ?? 'white'), {
      ...{ x: nth % 2 ? PAGE.width / 2 - 20 : 0, y: top, width: PAGE.width / 2 + 20, height: 372 },
    });
    drawRange(pdf, range, { x: nth % 2 ? MARGIN : PAGE.width / 2 + 48, y: top + 52 });
  }
}

function drawRange(pdf: PdfDocument, range: DemoRange, { x, y }: { x: number; y: number }): void {
  const width = 196;
  let below = drawEyebrow(pdf, range.category === 'KITCHEN' ? 'Kitchen' : 'Bedroom', { x, y, width });
  below = drawHeading(pdf, range.name, { x, y: below + 6, width });
  below = drawProse(pdf, range.summary, { x, y: below + 6, width }, 10, ACCENT);
  below = drawProse(pdf, range.text, { x, y: below + 8, width }, 9.5);
  below = drawBullets(pdf, range.details, { x, y: below + 8, width });
  drawHeading(pdf, `from £${(range.from / 100).toLocaleString('en-GB')}`, { x, y: below + 6, width }, 15);
}

function drawSteps(pdf: PdfDocument, room: Buffer, number: number): void {
  addPage(pdf, number);
  drawEyebrow(pdf, 'How it works', { x: MARGIN, y: 70, width: INNER_WIDTH });
  drawHeading(pdf, 'From the first idea to the last hinge', { x: MARGIN, y: 90, width: INNER_WIDTH }, 30);
  for (const [nth, [title, text]] of STEPS.entries()) {
    const y = 160 + nth * 84;
    drawHeading(pdf, String(nth + 1), { x: MARGIN, y, width: 40 }, 34, ACCENT);
    drawHeading(pdf, title, { x: MARGIN + 56, y, width: INNER_WIDTH - 56 }, 17);
    drawProse(pdf, text, { x: MARGIN + 56, y: y + 24, width: INNER_WIDTH - 56 });
  }
  drawPicture(pdf, room, { x: 0, y: 510, width: PAGE.width, height: 270 });
}

function drawBack(pdf: PdfDocument): void {
  pdf.addPage();
  drawPanel(pdf, { x: 0, y: 0, ...PAGE }, INK);
  const at = { x: MARGIN, width: INNER_WIDTH, align: 'center' } as const;
  drawEyebrow(pdf, 'Come and see', { ...at, y: 190 }, '#d8b88b');
  drawHeading(pdf, 'Our showrooms', { ...at, y: 214 }, 32, PAPER);
  for (const [nth, { name, address, postcode, phone }] of DEMO_SHOWROOMS.entries()) {
    const column = { x: MARGIN + (nth * INNER_WIDTH) / 2, width: INNER_WIDTH / 2, align: 'center' } as const;
    drawHeading(pdf, name, { ...column, y: 300 }, 20, PAPER);
    const lines = [address, postcode, '', String(phone).replace(/^\+44(\d{2})(\d{4})(\d{4})$/, '0$1 $2 $3')];
    drawProse(pdf, lines.join('\n'), { ...column, y: 332 }, 10.5, '#d6cfc4');
  }
  drawProse(pdf, 'Book a visit at www.lomashwood.co.uk', { ...at, y: 500 }, 11, '#d8b88b');
  drawProse(
    pdf,
    'Printed colours may differ from the real doors, so please ask for samples. Prices include VAT and fitting, and were correct at the time of printing.',
    { ...at, y: 740 },
    8,
    '#9c9184',
  );
}

function addPage(pdf: PdfDocument, number: number): void {
  pdf.addPage();
  drawPanel(pdf, { x: 0, y: 0, ...PAGE }, PAPER);
  drawFooter(pdf, number);
}
