import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Font } from 'fontkit';
import type PDFDocument from 'pdfkit';
import { createShaper, type ShapeText, toCopyableFont } from './shape-text.ts';

export type Pdf = InstanceType<typeof PDFDocument>;

export type Weight = 'regular' | 'bold';

/** The scripts whose Noto font has its own package. */
const NOTO_SCRIPTS = [
  'Devanagari',
  'Bengali',
  'Ethiopic',
  'Gujarati',
  'Gurmukhi',
  'Kannada',
  'Khmer',
  'Lao',
  'Malayalam',
  'Myanmar',
  'Sinhala',
  'Tamil',
  'Telugu',
  'Thai',
] as const;

type NotoScript = (typeof NOTO_SCRIPTS)[number];

/** The other fonts: a module, and the path of the font relative to it. */
const OTHER_FONTS = {
  regular: ['dejavu-fonts-ttf/package.json', 'ttf/DejaVuSans.ttf'],
  bold: ['dejavu-fonts-ttf/package.json', 'ttf/DejaVuSans-Bold.ttf'],
  // Covers traditional and simplified Chinese, and Japanese except for rare characters in names, such as 𠮷 and 﨑.
  han: ['@embedpdf/fonts-sc', '../fonts/NotoSansHans-Regular.otf'],
  japanese: ['@embedpdf/fonts-jp', '../fonts/NotoSansJP-Regular.otf'],
  hangul: ['@embedpdf/fonts-kr', '../fonts/NotoSansKR-Regular.otf'],
} as const;

type OtherFont = keyof typeof OTHER_FONTS;

export type FontName = NotoScript | OtherFont;

const FONT_NAMES: readonly FontName[] = [...NOTO_SCRIPTS, ...(Object.keys(OTHER_FONTS) as OtherFont[])];

const require = createRequire(import.meta.url);

/** Returns the path of a font's file. */
export function findFontFile(name: FontName): string {
  const [module, file] = isNotoScript(name)
    ? [`@expo-google-fonts/noto-sans-${name.toLowerCase()}/package.json`, `400Regular/NotoSans${name}_400Regular.ttf`]
    : OTHER_FONTS[name];
  return path.join(path.dirname(require.resolve(module)), file);
}

/** Whether a font is a Noto font for a single script. In these scripts, letters combine. */
export const isNotoScript = (name: FontName): name is NotoScript => !Object.hasOwn(OTHER_FONTS, name);

/** A font that is opened once per process, with its shaping function. */
type OpenedFont = { font: Font; shape: ShapeText };

const opened = new Map<FontName, OpenedFont>();

/**
 * The function that returns a font, and opens it at the first call. The function is undefined until {@link registerFonts} has
 * loaded fontkit and HarfBuzz.
 */
let open: ((name: FontName) => OpenedFont) | undefined;

/** Registers all fonts in a new PDF. A font is opened only when a text needs it, and is embedded as a subset. */
export async function registerFonts(pdf: Pdf): Promise<void> {
  open ??= await createOpener();
  const openFont = open;
  for (const name of FONT_NAMES) {
    const copyable = openLater(() => {
      const { font, shape } = openFont(name);
      return toCopyableFont(font, shape);
    });
    // pdfkit also accepts fonts that fontkit has opened, but its types do not say so.
    pdf.registerFont(name, copyable as unknown as Uint8Array);
  }
}

async function createOpener(): Promise<(name: FontName) => OpenedFont> {
  const [fontkit, harfBuzz] = await Promise.all([import('fontkit'), import('harfbuzzjs')]);
  return (name) => {
    const known = opened.get(name);
    if (known) return known;
    const bytes = readFileSync(findFontFile(name));
    const font = { font: fontkit.create(bytes) as Font, shape: createShaper(harfBuzz, bytes) };
    opened.set(name, font);
    return font;
  };
}

/** Returns a font that is opened when one of its properties is first read. */
function openLater(open: () => Font): Font {
  let font: Font | undefined;
  return new Proxy({} as Font, {
    get(_, key) {
      font ??= open();
      const value: unknown = Reflect.get(font, key);
      return typeof value === 'function' ? value.bind(font) : value;
    },
  });
}

/**
 * The scripts that have their own font. DejaVu covers Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian and Georgian, and is the
 * fallback for all other scripts.
 */
const SCRIPTS: readonly (readonly [FontName, RegExp])[] = [
  ...NOTO_SCRIPTS.map((script) => [script, new RegExp(`\\p{Script_Extensions=${script}}`, 'u')] as const),
  ['hangul', /\p{Script=Hangul}/u],
  ['han', /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\u3000-\u303f\u30fc\uff00-\uffef]/u],
];

/** Chinese and Japanese characters that the font `han` may lack. */
const RARE_HAN = /[\uf900-\ufaff\u{20000}-\u{3ffff}]/u;

/** Whether the font `han` lacks a character. Only rare characters are looked up, because opening the font reads 8 MB. */
const isMissingInHan = (character: string): boolean =>
  RARE_HAN.test(character) && open?.('han').font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0) === false;

/** Marks and joiners, which belong to the preceding letter. */
const JOINS_PREVIOUS = /^[\p{Script=Inherited}\p{M}\u200c\u200d]$/u;

/**
 * Whether a character is drawn with the font of the character before it. This includes a space after a letter of a Noto script,
 * so that a name is one run.
 */
const joinsPrevious = (character: string, previousFont: FontName): boolean =>
  JOINS_PREVIOUS.test(character) || (character === ' ' && isNotoScript(previousFont));

/**
 * Chooses the font of a character. The font of the preceding character, `previousFont`, is used again for marks, and for signs
 * that several scripts share.
 */
export function chooseFont(character: string, weight: Weight, previousFont: FontName | undefined): FontName {
  if (previousFont && joinsPrevious(character, previousFont)) return previousFont;
  if (isMissingInHan(character)) return 'japanese';
  const fonts = SCRIPTS.filter(([, script]) => script.test(character)).map(([name]) => name);
  return fonts.find((name) => name === previousFont) ?? fonts[0] ?? weight;
}
