import bidiFactory from 'bidi-js';
import { chooseFont, type FontName, isNotoScript, type Pdf, type Weight } from './fonts.ts';
import { RIGHT_TO_LEFT } from './shape-text.ts';

/** A piece of a line in one font and one direction, in logical order. */
export type Run = { text: string; font: FontName; level: number };

const bidi = bidiFactory();

/** Splits a line into runs in logical order. Runs of an odd level read from right to left. */
export function splitRuns(line: string, weight: Weight): Run[] {
  const { levels } = bidi.getEmbeddingLevels(line);
  const runs: Run[] = [];
  let at = 0;
  for (const character of line) {
    const level = levels[at] ?? 0;
    const last = runs.at(-1);
    const font = chooseFont(character, weight, last?.font);
    if (last?.font === font && last.level === level) last.text += character;
    else runs.push({ text: character, font, level });
    at += character.length;
  }
  return runs;
}

/** Sorts runs into their order from left to right on the page (rule L2 of the Unicode bidirectional algorithm). */
export function toVisualOrder<R extends Pick<Run, 'level'>>(runs: readonly R[]): R[] {
  const order = [...runs];
  const highest = Math.max(0, ...runs.map(({ level }) => level));
  for (let level = highest; level > 0; level -= 1) {
    for (let from = 0; from < order.length; from += 1) {
      let to = from;
      while (to < order.length && (order[to]?.level ?? 0) >= level) to += 1;
      if (to === from) continue;
      order.splice(from, to - from, ...order.slice(from, to).reverse());
      from = to;
    }
  }
  return order;
}

const wordSegmenter = new Intl.Segmenter('en', { granularity: 'word' });
const characterSegmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Breaks a text into lines of at most `width`: at the text's own line breaks, between words, and inside a word that is wider than
 * a line.
 */
export function wrapText(text: string, width: number, measure: (text: string) => number): string[] {
  return text.split(/\r\n|\r|\n/).flatMap((paragraph) => wrapParagraph(paragraph, width, measure));
}

function wrapParagraph(paragraph: string, width: number, measure: (text: string) => number): string[] {
  if (measure(paragraph) <= width) return [paragraph];
  const lines: string[] = [];
  let line = '';
  const add = (piece: string) => {
    if (line !== '' && measure((line + piece).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += line === '' ? piece.trimStart() : piece;
  };
  for (const piece of splitPieces(paragraph)) {
    if (measure(piece.trimEnd()) <= width) add(piece);
    else for (const { segment } of characterSegmenter.segment(piece)) add(segment);
  }
  return [...lines, line.trimEnd()];
}

/**
 * Splits a text into pieces between which a line may break: after white space, and between the words of scripts that
 * are written without spaces.
 */
function splitPieces(text: string): string[] {
  const result: string[] = [];
  let wordBefore = false;
  for (const { segment, isWordLike = false } of wordSegmenter.segment(text)) {
    const afterSpace = /\s$/u.test(result.at(-1) ?? ' ') && !/^\s/u.test(segment);
    if (afterSpace || (wordBefore && isWordLike)) result.push(segment);
    else result[result.length - 1] += segment;
    wordBefore = isWordLike;
  }
  return result;
}

/** The style of a text. Sizes are in points. */
export type TextStyle = { size: number; weight?: Weight; width?: number };

/**
 * Line height and baseline relative to the font size: for lines in DejaVu alone, and for lines with the taller glyphs of other
 * scripts.
 */
const DEJAVU = { height: 1.17, baseline: 0.93 };
const TALL = { height: 1.5, baseline: 1.1 };

/**
 * Writes a text in any scripts, wrapped to a width.
 * @returns the y position below the text
 */
export function writeText(pdf: Pdf, text: string, x: number, y: number, style: TextStyle): number {
  let top = y;
  for (const line of toLines(pdf, text, style)) {
    const { height, baseline } = chooseMetrics(line.runs);
    drawLine(pdf, line, x, top + baseline * style.size, style.size);
    top += height * style.size;
  }
  return top;
}

/** Returns the height of the text that {@link writeText} would write. */
export const measureHeight = (pdf: Pdf, text: string, style: TextStyle): number =>
  toLines(pdf, text, style).reduce((sum, { runs }) => sum + chooseMetrics(runs).height * style.size, 0);

type Line = { runs: Run[] };

function toLines(pdf: Pdf, text: string, { size, weight = 'regular', width }: TextStyle): Line[] {
  const measure = (part: string) => splitRuns(part, weight).reduce((sum, run) => sum + measureWidth(pdf, run, size), 0);
  const lines = wrapText(text, width ?? Number.POSITIVE_INFINITY, measure);
  return lines.map((line) => ({ runs: splitRuns(line, weight) }));
}

const isDejaVu = (font: FontName) => font === 'regular' || font === 'bold';

const chooseMetrics = (runs: readonly Run[]) => (runs.every(({ font }) => isDejaVu(font)) ? DEJAVU : TALL);

/** Always sets `features`, even to an empty list, so that pdfkit shapes a run as a whole instead of word by word. */
const toShaping = ({ level }: Run) => ({ features: level % 2 === 1 ? [RIGHT_TO_LEFT] : [] });

const measureWidth = (pdf: Pdf, run: Run, size: number) =>
  pdf.font(run.font).fontSize(size).widthOfString(run.text, toShaping(run));

/** Draws each run at its visual position. The runs are drawn in logical order, so that PDF viewers copy them in this order. */
function drawLine(pdf: Pdf, { runs }: Line, x: number, baseline: number, size: number): void {
  const places = new Map<Run, number>();
  let right = x;
  for (const run of toVisualOrder(runs)) {
    places.set(run, right);
    right += measureWidth(pdf, run, size);
  }
  for (const run of runs) {
    pdf.font(run.font).fontSize(size);
    const options = { ...toShaping(run), lineBreak: false, baseline: 'alphabetic' } as const;
    const draw = () => pdf.text(run.text, places.get(run) ?? x, baseline, options);
    if (isReordered(run)) writeWithActualText(pdf, run.text, draw);
    else draw();
  }
}

/**
 * Whether the glyphs of a run may be in another order than its letters. Right-to-left runs do not count: PDF viewers expect
 * their glyphs from left to right, and reverse them.
 */
const isReordered = ({ font, level }: Run) => level % 2 === 0 && isNotoScript(font);

/**
 * Calls `draw`, and attaches `text` to the glyphs that `draw` writes. PDF viewers then copy `text` instead of these
 * glyphs. `text` is attached inside the text object. pdfkit would attach it outside of the text object and its
 * transformation, and some PDF viewers would then lose `text`.
 */
function writeWithActualText(pdf: Pdf, text: string, draw: () => void): void {
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le').swap16().toString('hex');
  const { addContent } = pdf;
  pdf.addContent = (content: unknown) => {
    if (content === 'ET') addContent.call(pdf, 'EMC');
    addContent.call(pdf, content);
    if (content === 'BT') addContent.call(pdf, `/Span <</ActualText <${utf16}>>> BDC`);
    return pdf;
  };
  try {
    draw();
  } finally {
    pdf.addContent = addContent;
  }
}
