import type { Font as CopyableFontFont, Subset } from 'fontkit';
import type { Buffer, Font } from 'harfbuzzjs';

type HarfBuzz = typeof import('harfbuzzjs');

/** A glyph of a shaped run. `text` is what a reader of the PDF copies with the glyph. Distances are in units of the font. */
export type ShapedGlyph = {
  id: number;
  text: string;
  position: { xAdvance: number; yAdvance: number; xOffset: number; yOffset: number };
};

/** Shapes a run of one font and one direction. The glyphs are returned from left to right. */
export type ShapeText = (text: string, direction: 'ltr' | 'rtl') => ShapedGlyph[];

/** Creates the function that shapes texts in a font with HarfBuzz. */
export function createShaper(harfBuzz: HarfBuzz, fontFile: Uint8Array): ShapeText {
  const { Blob, Face, Font, Buffer, Direction, shape } = harfBuzz;
  const font: Font = new Font(new Face(new Blob(fontFile)));
  const buffer: Buffer = new Buffer();
  return (text, direction) => {
    buffer.reset();
    buffer.addText(text);
    buffer.guessSegmentProperties();
    buffer.setDirection(direction === 'rtl' ? Direction.RTL : Direction.LTR);
    shape(font, buffer);
    const glyphs = buffer.getGlyphInfos();
    const positions = buffer.getGlyphPositions();
    const texts = assignText(
      text,
      glyphs.map(({ cluster }) => cluster),
      direction,
    );
    return glyphs.map(({ codepoint: id }, index) => {
      const { xAdvance = 0, yAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
      return { id, text: texts[index] ?? '', position: { xAdvance, yAdvance, xOffset, yOffset } };
    });
  };
}

/**
 * Assigns the characters of a text to its glyphs. The glyphs of a cluster draw the characters of the cluster together.
 * In fonts of Indic scripts, these glyphs may be in another order than the characters. So each glyph of a cluster gets
 * one character, in the order of writing. The last glyph of the cluster gets all remaining characters.
 * @param clusters for each glyph from left to right, the position in `text` at which its cluster starts
 */
function assignText(text: string, clusters: readonly number[], direction: 'ltr' | 'rtl'): string[] {
  const written = direction === 'rtl' ? clusters.toReversed() : clusters;
  const texts = written.map((start, index) => {
    const first = written.indexOf(start);
    const next = written.findIndex((cluster) => cluster > start);
    const last = next === -1 ? written.length - 1 : next - 1;
    const characters = [...text.slice(start, next === -1 ? text.length : written[next])];
    const decomposed =
      characters.length > last - first ? characters : characters.flatMap((each) => [...each.normalize('NFD')]);
    return decomposed.slice(index - first, index === last ? undefined : index - first + 1).join('');
  });
  return direction === 'rtl' ? texts.reverse() : texts;
}

/** A glyph of the font, and the text that it represents. */
type Variant = Pick<ShapedGlyph, 'id' | 'text'>;

/** A font feature that marks a text as right-to-left. pdfkit passes the features of a text on to the font. */
export const RIGHT_TO_LEFT = 'rtla' as const;

/**
 * Wraps a font for one PDF, so that text in this font can be copied from the PDF, and lets `shape` position the glyphs. A PDF
 * maps each glyph of an embedded font to one text, but the same glyph may represent different texts: in Indic scripts, the text
 * depends on the glyph's position in the cluster, and the box glyph represents any letter that the font lacks. So a glyph is
 * embedded once for each text that it represents.
 */
export function toCopyableFont(font: CopyableFontFont, shape: ShapeText): CopyableFontFont {
  const variants: Variant[] = [];
  const idByKey = new Map<string, number>();

  const findVariantId = ({ id, text }: Variant): number => {
    const key = `${id} ${text}`;
    const known = idByKey.get(key) ?? variants.push({ id, text }) - 1;
    idByKey.set(key, known);
    return known;
  };

  const layout = (text: string, features: readonly string[] = []) => {
    const shaped = shape(text, features.includes(RIGHT_TO_LEFT) ? 'rtl' : 'ltr');
    const glyphs = shaped.map((glyph) => ({
      id: findVariantId(glyph),
      codePoints: [...glyph.text].map((character) => character.codePointAt(0) ?? 0),
      advanceWidth: font.getGlyph(glyph.id).advanceWidth,
    }));
    return new Run(
      glyphs,
      shaped.map(({ position }) => position),
    );
  };

  return Object.create(font, {
    layout: { value: layout },
    createSubset: { value: () => toVariantSubset(font.createSubset(), variants) },
  });
}

/**
 * A run that a font has laid out, with the properties that pdfkit reads. pdfkit scales the positions, and then reads the width.
 */
class Run {
  readonly glyphs: readonly { id: number; codePoints: number[]; advanceWidth: number }[];
  readonly positions: readonly ShapedGlyph['position'][];

  constructor(
    glyphs: readonly { id: number; codePoints: number[]; advanceWidth: number }[],
    positions: readonly ShapedGlyph['position'][],
  ) {
    this.glyphs = glyphs;
    this.positions = positions;
  }

  get advanceWidth(): number {
    return this.positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0);
  }
}

/** A font subset of fontkit. The published type `Subset` omits the list of glyphs to embed. */
type GlyphList = Subset & { cff?: unknown; glyphs: number[] };

function toVariantSubset(subset: Subset, variants: readonly Variant[]) {
  const { cff, glyphs } = subset as GlyphList;
  const indexes = new Map<number, number>();
  return {
    cff,
    encode: () => subset.encode(),
    includeGlyph(id: number): number {
      const index = indexes.get(id) ?? glyphs.push(variants[id]?.id ?? 0) - 1;
      indexes.set(id, index);
      return index;
    },
  };
}
