import type { FontName, Pdf, Weight } from './fonts.ts';
import { inVisualOrder, type Run, runsOf } from './runs.ts';
import { wrap } from './wrap.ts';

/** How a text is set; sizes in points. */
export type TextStyle = { size: number; weight?: Weight; width?: number };

/** Of the size: the height of a line and where its letters stand, with DejaVu alone and with the taller letters of other scripts. */
const DEJAVU = { height: 1.17, baseline: 0.93 };
const TALL = { height: 1.5, baseline: 1.1 };

/** Scripts whose glyphs are not their letters one by one: what is copied from the page is told apart from what is drawn. */
const SHAPED = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Thai}]/u;

/**
 * Writes a text in whatever scripts it is, wrapped to a width.
 * @returns where the next text below it begins
 */
export function write(pdf: Pdf, text: string, x: number, y: number, style: TextStyle): number {
  let top = y;
  for (const line of linesOf(pdf, text, style)) {
    const { height, baseline } = metricsOf(line.runs);
    drawLine(pdf, line, x, top + baseline * style.size, style.size);
    top += height * style.size;
  }
  return top;
}

/** The height that {@link write} would take. */
export const heightOf = (pdf: Pdf, text: string, style: TextStyle): number =>
  linesOf(pdf, text, style).reduce((sum, { runs }) => sum + metricsOf(runs).height * style.size, 0);

type Line = { text: string; runs: Run[] };

function linesOf(pdf: Pdf, text: string, { size, weight = 'regular', width }: TextStyle): Line[] {
  const measure = (part: string) => runsOf(part, weight).reduce((sum, run) => sum + widthOf(pdf, run, size), 0);
  return wrap(text, width ?? Number.POSITIVE_INFINITY, measure).map((line) => ({
    text: line,
    runs: runsOf(line, weight),
  }));
}

const isDejaVu = (font: FontName) => font === 'regular' || font === 'bold';

const metricsOf = (runs: readonly Run[]) => (runs.every(({ font }) => isDejaVu(font)) ? DEJAVU : TALL);

/** Naming features makes pdfkit shape a run as a whole; word by word, it would leave those of Arabic in the wrong order. */
const WHOLE = { features: [] };

const widthOf = (pdf: Pdf, { text, font }: Run, size: number) =>
  pdf.font(font).fontSize(size).widthOfString(text, WHOLE);

/** Runs are drawn in the order of reading, which is that of copying, each at its place on the page. */
function drawLine(pdf: Pdf, { text, runs }: Line, x: number, baseline: number, size: number): void {
  const places = new Map<Run, number>();
  let right = x;
  for (const run of inVisualOrder(runs)) {
    places.set(run, right);
    right += widthOf(pdf, run, size);
  }
  const shaped = SHAPED.test(text);
  if (shaped) pdf.markContent('Span', { actual: text });
  for (const run of runs) {
    pdf.font(run.font).fontSize(size);
    pdf.text(run.text, places.get(run) ?? x, baseline, { ...WHOLE, lineBreak: false, baseline: 'alphabetic' });
  }
  if (shaped) pdf.endMarkedContent();
}
