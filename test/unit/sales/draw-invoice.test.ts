import { extractText, getDocumentProxy } from 'unpdf';
import { expect, test } from 'vitest';
import { drawInvoice, type InvoiceDocument } from '../../../src/services/sales/draw-invoice.ts';

const INVOICE: InvoiceDocument = {
  ...{ number: 'INV-2026-000001', kind: 'INVOICE', issuedAt: '2026-11-24T12:00:00.000Z', orderNumber: 'LW-1000001' },
  ...{ billingName: 'Ada Lovelace', billingAddress: null, reference: null },
  seller: { name: 'Lomash Wood', address: null, phone: null, vatNumber: null, registrationNumber: null },
  lines: [{ title: 'Shaker kitchen', quantity: 1, unitPrice: 120 }],
  ...{ subtotal: 100, vat: 20, total: 120, vatRate: 20 },
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
