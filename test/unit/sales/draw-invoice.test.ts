import { type Font, openSync } from 'fontkit';
import sharp from 'sharp';
import { extractText } from 'unpdf';
import { describe, expect, test } from 'vitest';
import { drawInvoice } from '../../../src/services/sales/draw-invoice.ts';
import type { InvoiceDocument } from '../../../src/services/sales/letterhead.ts';
import { type FontName, findFontFile } from '../../../src/services/sales/pdf/fonts.ts';
import { splitRuns } from '../../../src/services/sales/pdf/write-text.ts';
import { openPdf, readCopiedText } from '../../support/pdf-text.ts';

const INVOICE: InvoiceDocument = {
  ...{ number: 'INV-2026-000001', kind: 'INVOICE', issuedAt: '2026-11-24T12:00:00.000Z', orderNumber: 'LW-1000001' },
  ...{ billingName: 'Ada Lovelace', billingAddress: null, reference: null },
  seller: { name: 'Lomash Wood', address: null, phone: null, vatNumber: null, registrationNumber: null },
  lines: [{ title: 'Shaker kitchen', quantity: 1, unitPrice: 120 }],
  ...{ subtotal: 100, vat: 20, total: 120, vatRate: 20, invoice: null, creditNote: null, settlement: null },
};

const readPages = async (invoice: InvoiceDocument) =>
  (await extractText(await openPdf(await drawInvoice(invoice)), { mergePages: false })).text;

test('the header row of the table is on the same page as the first line, however long the address is', async () => {
  for (const lines of [50, 52, 55, 57, 60]) {
    const pages = await readPages({ ...INVOICE, billingAddress: Array(lines).fill('High Street').join('\n') });
    const heads = pages.filter((page) => page.includes('Description'));
    expect(heads, `${lines} lines`).toHaveLength(1);
    for (const word of ['Quantity', 'Price', 'Shaker kitchen']) expect(heads[0], `${lines} lines`).toContain(word);
  }
});

/** A name in each script, with the difficulties of the script: marks, ligatures, reordered letters, or two directions. */
const NAMES = {
  Latin: 'Łódź Nguyễn-Ærøskøbing',
  Greek: 'Ελένη Παπαδοπούλου',
  Cyrillic: 'Наталья Щукина',
  Arabic: 'عبد الله محمد العلي',
  Urdu: 'محمد خاں علی',
  Hebrew: 'דוד בן־גוריון לוי',
  Devanagari: 'अमित शर्मा श्रीवास्तव',
  Gurmukhi: 'ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ',
  Bengali: 'মোহাম্মদ রহমান কৌশিক',
  Gujarati: 'હિતેશ શર્મા',
  Tamil: 'சிவகுமார் தொண்டைமான் கௌரி',
  Telugu: 'శ్రీనివాస్ రెడ్డి',
  Kannada: 'ಮಂಜುನಾಥ್ ಶೆಟ್ಟಿ',
  Malayalam: 'ജോസഫ് ക്രിസ്റ്റഫർ',
  Sinhala: 'ශ්‍රී නිමල් පෙරේරා කෞශල්‍යා',
  Ethiopic: 'አበበ ቢቂላ',
  Thai: 'สมชาย น้ำผึ้ง',
  Lao: 'ສົມພອນ ແກ້ວ',
  Khmer: 'សុខា វណ្ណា',
  Burmese: 'အောင်ဆန်းစုကြည်',
  Chinese: '李小龍 张伟',
  Japanese: '佐藤 さくら タカハシ',
  'Rare Japanese': '𠮷田 山﨑',
  Korean: '김민준',
  Georgian: 'გიორგი',
  Armenian: 'Արամ',
};

/**
 * Removes spaces from a copied text, and separates letters from marks. PDF readers that read only the text of each glyph guess
 * where spaces are. They copy a vowel sign that is drawn on both sides of its letter as two signs.
 */
const toLetters = (text: string) => text.normalize('NFD').replace(/\s/g, '');

const fonts = new Map<string, Font>();

function hasGlyph(font: FontName, character: string): boolean {
  const opened = fonts.get(font) ?? (openSync(findFontFile(font)) as Font);
  fonts.set(font, opened);
  return opened.hasGlyphForCodePoint(character.codePointAt(0) ?? 0);
}

/** Lists the characters that the invoice shows as a box, because the font has no glyph for them. */
const findBoxes = (text: string): string[] =>
  splitRuns(text, 'regular').flatMap((run) =>
    [...run.text].filter((character) => !hasGlyph(run.font, character) && character !== '\u200d'),
  );

const RIGHT_TO_LEFT = ['Arabic', 'Urdu', 'Hebrew'];
const IN_ORDER = [
  ...RIGHT_TO_LEFT,
  'Latin',
  'Greek',
  'Cyrillic',
  'Chinese',
  'Japanese',
  'Rare Japanese',
  'Korean',
  'Georgian',
  'Armenian',
];

describe('a name on an invoice', () => {
  test.each(Object.entries(NAMES))('in %s is readable and can be copied', async (script, name) => {
    const { text, stored } = await readCopiedText(await drawInvoice({ ...INVOICE, billingName: name }));
    expect(toLetters(text)).toContain(toLetters(name));
    // A name has a stored text only if its glyphs may be in another order than its letters. A name that reads from
    // right to left has none, because Chrome would reverse the stored text.
    expect(stored).toEqual(IN_ORDER.includes(script) ? [] : [name]);
    expect(findBoxes(name)).toEqual([]);
  });

  test('whose letters stand in the order of the script is copied unchanged', async () => {
    for (const script of IN_ORDER) {
      const name = NAMES[script as keyof typeof NAMES];
      const { text } = await readCopiedText(await drawInvoice({ ...INVOICE, billingName: name }));
      expect(text).toContain(name);
    }
  });

  test.each(['ᏣᎳᎩ ᏗᎦ', '𞤀𞤣𞤤𞤢𞤥'])('with letters that no font has, %s, is not omitted', async (name) => {
    expect(findBoxes(name)).not.toEqual([]);
    const { text } = await readCopiedText(await drawInvoice({ ...INVOICE, billingName: name }));
    expect(text).toContain(name);
    expect(text).not.toContain('\0');
  });

  test('in two scripts, with an address in a third and a title in a fourth, keeps all of them', async () => {
    const { text } = await readCopiedText(
      await drawInvoice({
        ...INVOICE,
        billingName: '李小龍 Bruce Lee',
        billingAddress: 'شارع الملك 12\nسطح (3)\nLondon SW4 7AA',
        lines: [{ title: 'ตู้เสื้อผ้า “Łódź” £', quantity: 1, unitPrice: 120 }],
      }),
    );
    for (const part of ['李小龍 Bruce Lee', 'شارع الملك', 'London SW4 7AA', 'ตู้เสื้อผ้า “Łódź” £', '£1.20']) {
      expect(toLetters(text)).toContain(toLetters(part));
    }
  });

  test('that is wider than a line is wrapped, in any script', async () => {
    const words = ['Llanfairpwllgwyngyll', '張偉國際業務發展', 'محمدالعلي'].map((word) => word.repeat(10));
    const { text } = await readCopiedText(await drawInvoice({ ...INVOICE, billingName: words.join('\n') }));
    for (const word of words) expect(text.replaceAll('\n', '')).toContain(word);
  });

  test('in Latin letters only causes a small file, without the fonts of other scripts', async () => {
    expect((await drawInvoice(INVOICE)).length).toBeLessThan(40_000);
  });
});

describe('a credit or debit note', () => {
  const changed = {
    number: 'INV-2025-000042',
    issuedAt: '2025-12-31T12:00:00.000Z',
    lines: [
      { title: 'Shaker kitchen', quantity: 2, unitPrice: 50 },
      { title: 'Oak worktop', quantity: 1, unitPrice: 20 },
    ],
  };

  test('contains the number and date of its invoice, its goods and the reason', async () => {
    const lines = [{ title: 'Refund: The customer asked for it', quantity: 1, unitPrice: 60 }];
    const { text } = await readCopiedText(
      await drawInvoice({
        ...INVOICE,
        kind: 'CREDIT_NOTE',
        number: 'CN-2026-000001',
        invoice: changed,
        lines,
        reference: 're_1',
      }),
    );
    for (const part of [
      'INV-2025-000042 of 31 December 2025',
      'Shaker kitchen',
      'Oak worktop',
      lines[0]?.title,
      're_1',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('£0.50');
  });

  test('contains the credit note that it reverses if it is a debit note', async () => {
    const creditNote = { number: 'CN-2026-000007', issuedAt: '2026-11-24T12:00:00.000Z' };
    const { text } = await readCopiedText(
      await drawInvoice({ ...INVOICE, kind: 'DEBIT_NOTE', invoice: changed, creditNote }),
    );
    expect(text).toContain('INV-2025-000042 of 31 December 2025');
    expect(text).toContain('CN-2026-000007 of 24 November 2026');
  });
});

describe('the line about the payment', () => {
  const at = '2026-11-25T12:00:00.000Z';

  test.each([
    ['INVOICE', 'paid', 'Paid by card on 25 November 2026'],
    ['CREDIT_NOTE', 'refunded', 'Refunded to your card on 25 November 2026'],
    ['CREDIT_NOTE', 'disputed', 'Taken back by your bank on 25 November 2026'],
  ] as const)('is on the %s: %s', async (kind, how, words) => {
    const { text } = await readCopiedText(await drawInvoice({ ...INVOICE, kind, settlement: { how, at } }));
    expect(text).toContain(words);
  });

  test('is not on an unpaid document', async () => {
    expect((await readCopiedText(await drawInvoice(INVOICE))).text).not.toContain('Paid');
  });
});

test('the letterhead has the logo beside the name, and the colour of the brand', async () => {
  const picture = sharp({ create: { width: 300, height: 100, channels: 3, background: '#7a1f2b' } });
  const letterhead = { colour: '#7a1f2b', logo: { png: await picture.png().toBuffer(), width: 300, height: 100 } };
  const [plain, branded] = [await drawInvoice(INVOICE), await drawInvoice(INVOICE, letterhead)];
  const images = (pdf: Buffer) => pdf.toString('latin1').match(/\/Subtype \/Image/g)?.length ?? 0;
  expect([images(plain), images(branded)]).toEqual([0, 1]);
  const { text } = await readCopiedText(branded);
  expect(text).toContain('Lomash Wood');
});
