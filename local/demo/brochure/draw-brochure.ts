import { buffer } from 'node:stream/consumers';
import { DEMO_RANGES, type DemoRange } from '../catalogue/ranges.ts';
import type { DemoPicture } from '../images/pictures.ts';
import { DEMO_SHOWROOMS } from '../showrooms.ts';
import {
  ACCENT,
  bullets,
  eyebrow,
  footer,
  heading,
  INK,
  INNER,
  MARGIN,
  MUTED,
  PAGE,
  PAPER,
  type Pdf,
  panel,
  picture,
  prose,
} from './page.ts';

type Pictures = (category: DemoRange['category'], colour: string) => Buffer;

/** Which colour each range is shown in. */
const SHOWN_IN: Record<string, string> = {
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
  ['Talk', 'Come to a showroom, or meet a designer online. Bring a sketch, a photo or just a wish.'],
  [
    'Measure',
    'We measure your room at home, free of charge, and bring doors and worktops to look at in your own light.',
  ],
  [
    'Design',
    'You get drawings and one price for everything, fitting and VAT included. It stays the same until you order.',
  ],
  [
    'Fit',
    'Our own fitters do all of it, most kitchens in eight working days, and come back after a year to adjust the doors.',
  ],
];

export const brochureTitle = (year: number): string => `Kitchens and bedrooms ${year}`;

/** The brochure of the demo as PDF, from its drawings and ranges; the same bytes for the same year and pictures. */
export async function drawBrochure(pictures: readonly DemoPicture[], year: number): Promise<Buffer> {
  const { default: PDFDocument } = await import('pdfkit');
  const pdf = new PDFDocument({
    ...{ size: 'A4', margin: 0, lang: 'en-GB' },
    info: { Title: brochureTitle(year), Author: 'Lomash Wood', CreationDate: new Date(Date.UTC(year, 0, 1)) },
  });
  const bytes = buffer(pdf);
  const shown: Pictures = (category, colour) => {
    const found = pictures.find((one) => one.category === category && one.colour.slug === colour);
    if (!found) throw new Error(`The demo has no picture of a ${category} in ${colour}.`);
    return found.bytes;
  };
  drawCover(pdf, shown('KITCHEN', 'forest-green'), year);
  drawWelcome(pdf, shown('BEDROOM', 'duck-egg'));
  const pages = [pairsOf('KITCHEN'), pairsOf('BEDROOM')].flat();
  for (const [nth, ranges] of pages.entries()) drawRanges(pdf, shown, ranges, nth + 3);
  drawSteps(pdf, shown('KITCHEN', 'cashmere'), pages.length + 3);
  drawBack(pdf);
  pdf.end();
  return bytes;
}

function pairsOf(category: DemoRange['category']): DemoRange[][] {
  const ranges = DEMO_RANGES.filter((range) => range.category === category);
  return ranges.flatMap((_, nth) => (nth % 2 === 0 ? [ranges.slice(nth, nth + 2)] : []));
}

function drawCover(pdf: Pdf, room: Buffer, year: number): void {
  picture(pdf, room, { x: 0, y: 0, ...PAGE });
  panel(pdf, { x: MARGIN, y: 70, width: INNER, height: 190 }, PAPER);
  const at = { x: MARGIN, width: INNER, align: 'center' } as const;
  eyebrow(pdf, 'Lomash Wood', { ...at, y: 102 });
  heading(pdf, 'Kitchens and bedrooms', { ...at, y: 128 }, 38);
  prose(pdf, `Designed, made and fitted by one company · ${year}`, { ...at, y: 208 }, 10.5, MUTED);
}

function drawWelcome(pdf: Pdf, room: Buffer): void {
  page(pdf, 2);
  picture(pdf, room, { x: 0, y: 0, width: PAGE.width, height: 380 });
  eyebrow(pdf, 'Welcome', { x: MARGIN, y: 424, width: INNER });
  const below = heading(pdf, 'Furniture for the room that you have', { x: MARGIN, y: 444, width: INNER }, 30);
  const column = { y: below + 16, width: (INNER - 28) / 2 };
  prose(
    pdf,
    'No two rooms are alike: walls lean, boilers sit where nobody would have put them, and the light comes from one side. So we do not sell boxes. A designer looks at your room, and a workshop makes what fits it, to the millimetre.\n\nThis brochure shows our four kitchens and four bedrooms. Each comes in eight colours.',
    { ...column, x: MARGIN },
  );
  prose(
    pdf,
    'The prices are for a room of ordinary size, fitted, with VAT: what our customers really pay for it. Yours depends on the room.\n\nTake your time. When something takes your fancy, come and open its doors: nothing in here says as much as a drawer that closes by itself.',
    { ...column, x: MARGIN + column.width + 28 },
  );
}

function drawRanges(pdf: Pdf, shown: Pictures, ranges: readonly DemoRange[], number: number): void {
  page(pdf, number);
  for (const [nth, range] of ranges.entries()) {
    const top = nth * 388;
    picture(pdf, shown(range.category, SHOWN_IN[range.slug] ?? 'white'), {
      ...{ x: nth % 2 ? PAGE.width / 2 - 20 : 0, y: top, width: PAGE.width / 2 + 20, height: 372 },
    });
    drawRange(pdf, range, { x: nth % 2 ? MARGIN : PAGE.width / 2 + 48, y: top + 52 });
  }
}

function drawRange(pdf: Pdf, range: DemoRange, { x, y }: { x: number; y: number }): void {
  const width = 196;
  let below = eyebrow(pdf, range.category === 'KITCHEN' ? 'Kitchen' : 'Bedroom', { x, y, width });
  below = heading(pdf, range.name, { x, y: below + 6, width });
  below = prose(pdf, range.summary, { x, y: below + 6, width }, 10, ACCENT);
  below = prose(pdf, range.text, { x, y: below + 8, width }, 9.5);
  below = bullets(pdf, range.details, { x, y: below + 8, width });
  heading(pdf, `from £${(range.from / 100).toLocaleString('en-GB')}`, { x, y: below + 6, width }, 15);
}

function drawSteps(pdf: Pdf, room: Buffer, number: number): void {
  page(pdf, number);
  eyebrow(pdf, 'How it works', { x: MARGIN, y: 70, width: INNER });
  heading(pdf, 'From the first talk to the last hinge', { x: MARGIN, y: 90, width: INNER }, 30);
  for (const [nth, [title, text]] of STEPS.entries()) {
    const y = 160 + nth * 84;
    heading(pdf, String(nth + 1), { x: MARGIN, y, width: 40 }, 34, ACCENT);
    heading(pdf, title, { x: MARGIN + 56, y, width: INNER - 56 }, 17);
    prose(pdf, text, { x: MARGIN + 56, y: y + 24, width: INNER - 56 });
  }
  picture(pdf, room, { x: 0, y: 510, width: PAGE.width, height: 270 });
}

function drawBack(pdf: Pdf): void {
  pdf.addPage();
  panel(pdf, { x: 0, y: 0, ...PAGE }, INK);
  const at = { x: MARGIN, width: INNER, align: 'center' } as const;
  eyebrow(pdf, 'Come and see', { ...at, y: 190 }, '#d8b88b');
  heading(pdf, 'Our showrooms', { ...at, y: 214 }, 32, PAPER);
  for (const [nth, { name, address, postcode, phone }] of DEMO_SHOWROOMS.entries()) {
    const column = { x: MARGIN + (nth * INNER) / 2, width: INNER / 2, align: 'center' } as const;
    heading(pdf, name, { ...column, y: 300 }, 20, PAPER);
    const lines = [address, postcode, '', String(phone).replace(/^\+44(\d{2})(\d{4})(\d{4})$/, '0$1 $2 $3')];
    prose(pdf, lines.join('\n'), { ...column, y: 332 }, 10.5, '#d6cfc4');
  }
  prose(pdf, 'Book a visit at www.lomashwood.co.uk', { ...at, y: 500 }, 11, '#d8b88b');
  prose(
    pdf,
    'Colours in print differ from those of the real doors. Ask for samples. Prices include VAT and fitting and are those of the day of print.',
    { ...at, y: 740 },
    8,
    '#9c9184',
  );
}

function page(pdf: Pdf, number: number): void {
  pdf.addPage();
  panel(pdf, { x: 0, y: 0, ...PAGE }, PAPER);
  footer(pdf, number);
}
