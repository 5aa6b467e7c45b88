import { extractText, getDocumentProxy } from 'unpdf';
import { describe, expect, test } from 'vitest';
import { drawInvoice, type InvoiceDocument } from '../../../src/services/sales/draw-invoice.ts';
import { textToCopy } from '../../support/pdf-text.ts';

const INVOICE: InvoiceDocument = {
  ...{ number: 'INV-2026-000001', kind: 'INVOICE', issuedAt: '2026-11-24T12:00:00.000Z', orderNumber: 'LW-1000001' },
  ...{ billingName: 'Ada Lovelace', billingAddress: null, reference: null },
  seller: { name: 'Lomash Wood', address: null, phone: null, vatNumber: null, registrationNumber: null },
  lines: [{ title: 'Shaker kitchen', quantity: 1, unitPrice: 120 }],
  ...{ subtotal: 100, vat: 20, total: 120, vatRate: 20, invoice: null, creditNote: null },
};

const pagesOf = async (invoice: InvoiceDocument) =>
  (await extractText(await getDocumentProxy(Uint8Array.from(await drawInvoice(invoice))), { mergePages: false })).text;

test('the head of the table is never torn from its first line, however long the address is', async () => {
  for (const lines of [50, 52, 55, 57, 60]) {
    const pages = await pagesOf({ ...INVOICE, billingAddress: Array(lines).fill('High Street').join('\n') });
    const heads = pages.filter((page) => page.includes('Description'));
    expect(heads, `${lines} lines`).toHaveLength(1);
    for (const word of ['Quantity', 'Price', 'Shaker kitchen']) expect(heads[0], `${lines} lines`).toContain(word);
  }
});

/** A name in each script, with what is hard about it: marks, ligatures, letters that change their place, two directions. */
const NAMES = {
  Latin: 'Łódź Nguyễn-Ærøskøbing',
  Greek: 'Ελένη Παπαδοπούλου',
  Cyrillic: 'Наталья Щукина',
  Arabic: 'عبد الله محمد العلي',
  Hebrew: 'דוד בן־גוריון לוי',
  Devanagari: 'अमिताभ श्रीवास्तव',
  Thai: 'สมชาย น้ำผึ้ง',
  Chinese: '李小龍 张伟',
  Japanese: '佐藤 さくら タカハシ',
  Korean: '김민준',
};

describe('a name', () => {
  test.each(Object.entries(NAMES))('in %s can be read and copied', async (_, name) => {
    const { text, missing } = await textToCopy(await drawInvoice({ ...INVOICE, billingName: name }));
    expect(text).toContain(name);
    expect(missing).toBe(0);
  });

  test('in two scripts, with an address in a third and a title in a fourth, keeps all of them', async () => {
    const { text, missing } = await textToCopy(
      await drawInvoice({
        ...INVOICE,
        billingName: '李小龍 Bruce Lee',
        billingAddress: 'شارع الملك 12\nسطح (3)\nLondon SW4 7AA',
        lines: [{ title: 'ตู้เสื้อผ้า “Łódź” £', quantity: 1, unitPrice: 120 }],
      }),
    );
    for (const part of ['李小龍 Bruce Lee', 'شارع الملك 12', 'سطح (3)', 'London SW4 7AA', 'ตู้เสื้อผ้า “Łódź” £', '£1.20']) {
      expect(text).toContain(part);
    }
    expect(missing).toBe(0);
  });

  test('that no line has room for goes on in the next, in any script', async () => {
    const words = ['Llanfairpwllgwyngyll', '張偉國際業務發展', 'محمدالعلي'].map((word) => word.repeat(10));
    const { text } = await textToCopy(await drawInvoice({ ...INVOICE, billingName: words.join('\n') }));
    for (const word of words) expect(text.replaceAll('\n', '')).toContain(word);
  });

  test('in Latin alone makes a small file: the fonts of other scripts are left out', async () => {
    expect((await drawInvoice(INVOICE)).length).toBeLessThan(40_000);
  });
});

describe('a note', () => {
  const changed = {
    number: 'INV-2025-000042',
    issuedAt: '2025-12-31T12:00:00.000Z',
    lines: [
      { title: 'Shaker kitchen', quantity: 2, unitPrice: 50 },
      { title: 'Oak worktop', quantity: 1, unitPrice: 20 },
    ],
  };

  test('names number and date of its invoice, its goods and the reason', async () => {
    const lines = [{ title: 'Refund: The customer asked for it', quantity: 1, unitPrice: 60 }];
    const { text } = await textToCopy(
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

  test('of debit names the credit note that it takes back, too', async () => {
    const creditNote = { number: 'CN-2026-000007', issuedAt: '2026-11-24T12:00:00.000Z' };
    const { text } = await textToCopy(
      await drawInvoice({ ...INVOICE, kind: 'DEBIT_NOTE', invoice: changed, creditNote }),
    );
    expect(text).toContain('INV-2025-000042 of 31 December 2025');
    expect(text).toContain('CN-2026-000007 of 24 November 2026');
  });
});
