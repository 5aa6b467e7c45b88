import { createRequire } from 'node:module';
import path from 'node:path';
import type PDFDocument from 'pdfkit';

export type Pdf = InstanceType<typeof PDFDocument>;

export type Weight = 'regular' | 'bold';

/** The fonts of a PDF by name: a module and the file beside it. Only those that a text needs are read and, in part, embedded. */
const FONTS = {
  regular: ['dejavu-fonts-ttf/package.json', 'ttf/DejaVuSans.ttf'],
  bold: ['dejavu-fonts-ttf/package.json', 'ttf/DejaVuSans-Bold.ttf'],
  thai: ['@fontsource/noto-sans-thai/package.json', 'files/noto-sans-thai-thai-400-normal.woff'],
  devanagari: [
    '@fontsource/noto-sans-devanagari/package.json',
    'files/noto-sans-devanagari-devanagari-400-normal.woff',
  ],
  // It has the characters of Chinese, traditional and simplified, and of Japanese.
  han: ['@embedpdf/fonts-sc', '../fonts/NotoSansHans-Regular.otf'],
  hangul: ['@embedpdf/fonts-kr', '../fonts/NotoSansKR-Regular.otf'],
} as const;

export type FontName = keyof typeof FONTS;

const require = createRequire(import.meta.url);

/** Tells a new PDF where its fonts are. */
export function registerFonts(pdf: Pdf): void {
  for (const [name, [module, file]] of Object.entries(FONTS)) {
    pdf.registerFont(name, path.join(path.dirname(require.resolve(module)), file));
  }
}

/** DejaVu has Latin, Greek, Cyrillic, Arabic, Hebrew and whatever has no entry here. */
const SCRIPTS: readonly (readonly [FontName, RegExp])[] = [
  ['thai', /\p{Script=Thai}/u],
  ['devanagari', /\p{Script_Extensions=Devanagari}/u],
  ['hangul', /\p{Script=Hangul}/u],
  ['han', /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\u3000-\u303f\u30fc\uff00-\uffef]/u],
];

/** Marks and joiners belong to the letter before them. */
const FOLLOWS = /^[\p{Script=Inherited}\p{M}\u200c\u200d]$/u;

/** The font of a character; `before` is that of the one before it. */
export function fontFor(character: string, weight: Weight, before: FontName | undefined): FontName {
  if (before && FOLLOWS.test(character)) return before;
  return SCRIPTS.find(([, script]) => script.test(character))?.[0] ?? weight;
}
