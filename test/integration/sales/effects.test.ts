import { sql } from '@payloadcms/db-postgres';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { domainOf } from '../../../src/domain.ts';
import { makeMissingPdfs } from '../../../src/services/sales/invoice-pdf.ts';
import { wrongBalances } from '../../../src/services/sales/loyalty.ts';
import { timelineOf } from '../../../src/services/sales/timeline.ts';
import { customerToken, staffTokens } from '../../support/gateway.ts';
import { openMailbox } from '../../support/mailbox.ts';
import { countOf, issuedFor, makeBuyer, makeProduct, type Placed, readOrder, startShop } from '../../support/sales.ts';
import { until } from '../../support/until.ts';
import { workerOf } from '../events/support.ts';

const mailbox = await openMailbox();
afterAll(mailbox.close);
const shop = await startShop({ SMTP_URL: mailbox.url });
const { payload, call, base, stripe } = shop;
const { sales, analyst } = await staffTokens(payload);
const product = await makeProduct(payload, { price: 250_75, title: 'Crème wardrobe “Łódź” £' });

const mailsTo = (address: string, subject: string) =>
  mailbox.mails.filter((mail) => JSON.stringify(mail.to).includes(address) && mail.subject?.includes(subject));
const mailTo = (address: string, subject: string) =>
  until(() => mailsTo(address, subject)[0], `a mail "${subject}" to ${address}`);

const emailOf = async ({ customerId }: { customerId: string }) =>
  (await payload.findByID({ collection: 'customers', id: customerId })).email;

const pointsOf = async ({ token }: { token: string }) =>
  ((await call('GET', '/v1/me', { token })).body as { loyaltyPoints: number }).loyaltyPoints;

const refund = (order: Placed, amount?: number) =>
  call('POST', `/v1/orders/${order.orderId}/refunds`, {
    token: sales,
    body: { ...(amount ? { amount } : {}), reason: 'requested_by_customer' },
  });

const textOf = async (bytes: Uint8Array) =>
  (await extractText(await getDocumentProxy(Uint8Array.from(bytes)), { mergePages: true })).text;

const pdf = async (invoiceId: string, token: string | undefined) => {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const response = await fetch(`${base}/v1/invoices/${invoiceId}.pdf`, { headers });
  return { status: response.status, headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) };
};

describe('a payment', () => {
  test('sends one receipt with the invoice, and credits a point for each whole pound', async () => {
    workerOf(payload);
    const order = await shop.paidOrder(product, 2);
    const mail = await mailTo(await emailOf(order), 'Thank you for your payment of £501.50');
    const { invoice } = await readOrder(shop, order);
    expect(mail.attachments).toMatchObject([
      { filename: `${invoice?.number}.pdf`, contentType: 'application/pdf', contentDisposition: 'attachment' },
    ]);
    const text = await textOf(mail.attachments[0]?.content as Buffer);
    for (const part of [invoice?.number, 'Ada Lovelace', 'Crème wardrobe “Łódź” £', '£250.75', '£501.50', 'VAT 20%']) {
      expect(text).toContain(part);
    }
    await until(async () => (await pointsOf(order)) === 501, '501 points');
    expect(mailsTo(await emailOf(order), 'Thank you')).toHaveLength(1);
  });

  test('that is refunded in part and then whole takes its points back by the rule, and says so', async () => {
    workerOf(payload);
    const order = await shop.paidOrder(product);
    await until(async () => (await pointsOf(order)) === 250, '250 points');
    await refund(order, 0.76);
    await until(async () => (await pointsOf(order)) === 249, '249 points: £249.99 remain');
    await refund(order, 100.5);
    await until(async () => (await pointsOf(order)) === 149, '149 points: £149.49 remain');
    await refund(order);
    await until(async () => (await pointsOf(order)) === 0, 'no points');
    const address = await emailOf(order);
    for (const amount of ['£0.76', '£100.50', '£149.49']) {
      const mail = await mailTo(address, `Your refund of ${amount}`);
      expect(mail.attachments[0]?.filename).toMatch(/^CN-\d{4}-\d{6}\.pdf$/);
    }
    expect(await wrongBalances(payload)).toBe(0);
  });

  test('whose refund fails after all gives the points back', async () => {
    workerOf(payload);
    const order = await shop.paidOrder(product);
    await until(async () => (await pointsOf(order)) === 250, '250 points');
    const { refundId } = (await refund(order)).body as { refundId: string };
    await until(async () => (await pointsOf(order)) === 0, 'no points');
    const { refundedAmount } = (await readOrder(shop, order)).payments[0] ?? {};
    expect(refundedAmount).toBe(250.75);
    stripe.controls.failRefund(refundId);
    await until(async () => (await pointsOf(order)) === 250, '250 points again');
  });

  test('whose refund fails after all is told to the customer and to sales, with the debit note', async () => {
    workerOf(payload);
    const order = await shop.paidOrder(product);
    const { refundId } = (await refund(order, 41)).body as { refundId: string };
    const address = await emailOf(order);
    await mailTo(address, 'Your refund of £41.00 is on its way');
    stripe.controls.failRefund(refundId);
    await stripe.webhooks.idle();
    const { debitNotes, creditNotes } = await readOrder(shop, order);
    expect([debitNotes, creditNotes]).toMatchObject([[{ total: 41 }], [{ total: 41 }]]);
    const exported = (await call('GET', '/v1/me/export', { token: order.token })).body as { orders: unknown[] };
    expect(exported.orders).toMatchObject([{ debitNotes: [{ number: debitNotes[0]?.number, total: 41 }] }]);
    const attached = [{ filename: `${debitNotes[0]?.number}.pdf` }];
    expect((await mailTo(address, 'Your refund of £41.00 could not be paid out')).attachments).toMatchObject(attached);
    expect((await mailTo('sales@lomashwood.co.uk', 'Refund of £41.00 failed')).attachments).toMatchObject(attached);
    expect(await countOf(payload, order.orderId, 'payment.refund_failed')).toBe(1);
  });

  test('whose refund failed before anybody was told of it does not say that the money is on its way', async () => {
    const order = await shop.paidOrder(product);
    const { refundId } = (await refund(order, 42)).body as { refundId: string };
    await stripe.webhooks.idle();
    stripe.controls.failRefund(refundId);
    await stripe.webhooks.idle();
    workerOf(payload);
    const address = await emailOf(order);
    await mailTo(address, 'Your refund of £42.00 could not be paid out');
    expect(mailsTo(address, 'is on its way')).toEqual([]);
  });

  test('whose refund is told before its success is credited ends with the points of what remains', async () => {
    const order = await shop.paidOrder(product);
    await refund(order, 50);
    await stripe.webhooks.idle();
    workerOf(payload);
    await until(async () => (await pointsOf(order)) === 200, '200 points');
    expect(await wrongBalances(payload)).toBe(0);
  });

  test('that fails is told to the customer, unless it was paid meanwhile', async () => {
    const [failed, mended] = [await shop.order(product), await shop.order(product)];
    await stripe.pay(await shop.intent(failed), '4000000000009995');
    const secret = await shop.intent(mended);
    await stripe.pay(secret, '4000000000009995');
    await stripe.pay(secret);
    await stripe.webhooks.idle();
    workerOf(payload);
    const mail = await mailTo(await emailOf(failed), 'Your payment did not go through');
    expect(mail.text).toContain('insufficient funds');
    await mailTo(await emailOf(mended), 'Thank you');
    expect(mailsTo(await emailOf(mended), 'did not go through')).toEqual([]);
  });

  test('that is disputed is told to sales, and a lost one takes the points', async () => {
    workerOf(payload);
    const order = await shop.paidOrder(product);
    await until(async () => (await pointsOf(order)) === 250, '250 points');
    const charge = stripe.state.intents.get(order.intentId)?.latest_charge as string;
    const dispute = stripe.controls.dispute(charge, { reason: 'product_not_received' });
    const notice = await mailTo('sales@lomashwood.co.uk', 'Disputed payment of £250.75');
    expect(notice.text).toContain('product not received');
    expect(await pointsOf(order)).toBe(250);
    expect(notice.text).toContain('taken the money back for now');
    stripe.controls.closeDispute(dispute.id, 'lost');
    await until(async () => (await pointsOf(order)) === 0, 'no points');
    expect(mailsTo(await emailOf(order), 'Your refund')).toEqual([]);
  });

  test('about which the bank asks is told to sales as an inquiry, with the amount that it is about', async () => {
    workerOf(payload);
    const order = await shop.paidOrder(product);
    const charge = stripe.state.intents.get(order.intentId)?.latest_charge as string;
    stripe.controls.dispute(charge, { amount: 1234, status: 'warning_needs_response' });
    const notice = await mailTo('sales@lomashwood.co.uk', 'Inquiry about a payment of £12.34');
    expect(notice.text).toContain('the bank has taken no money back');
    expect(notice.text).toContain('£250.75');
  });

  test('has a timeline of states, events, documents and e-mails', async () => {
    workerOf(payload);
    const order = await shop.paidOrder(product);
    await mailTo(await emailOf(order), 'Thank you');
    const texts = await until(async () => {
      const entries = (await timelineOf(payload, order.orderId)).map(({ text }) => text);
      return entries.includes('Receipt sent to the customer') ? entries : undefined;
    }, 'the receipt in the timeline');
    expect(texts).toEqual(
      expect.arrayContaining([
        'Order made',
        'Payment begun',
        'Payment is SUCCEEDED',
        'Order is CONFIRMED',
        'Stripe: payment_intent.succeeded (applied)',
        'Event payment.succeeded',
        expect.stringMatching(/^INV-.* issued$/),
      ]),
    );
  });
});

describe('an invoice', () => {
  test('is read by its owner and by sales, and by nobody else', async () => {
    const order = await shop.paidOrder(product);
    const { invoice } = await readOrder(shop, order);
    const id = invoice?.invoiceId as string;
    const own = await pdf(id, order.token);
    expect(own.status).toBe(200);
    expect(own.headers.get('content-type')).toBe('application/pdf');
    expect(own.headers.get('cache-control')).toBe('private, no-store');
    expect(Buffer.from(own.bytes).subarray(0, 5).toString()).toBe('%PDF-');
    expect((await pdf(id, sales)).bytes).toEqual(own.bytes);
    expect((await pdf(id, await customerToken(payload))).status).toBe(404);
    expect((await pdf(id, analyst)).status).toBe(403);
    expect((await pdf(id, undefined)).status).toBe(401);
    expect((await pdf('nonsense', sales)).status).toBe(404);
    expect((await fetch(`${base}/media/invoices/2026/${id}.pdf`)).status).toBe(404);
  });

  test('with many lines goes on over pages, each with the head of the table', async () => {
    const buyer = await makeBuyer(payload);
    const products: string[] = [];
    // One after the other: on a busy machine so many at once wait for connections for longer than they may.
    for (let i = 0; i < 50; i++) products.push(await makeProduct(payload, { title: `Unit ${i}` }));
    const { body } = await call('POST', '/v1/orders', {
      token: buyer.token,
      body: {
        items: products.map((productId) => ({ productId, quantity: 1 })),
        billingAddress: '1 High Street\nLondon',
      },
    });
    const placed = { ...buyer, ...(body as { orderId: string; total: number }) };
    await stripe.pay(await shop.intent(placed));
    await stripe.webhooks.idle();
    const { invoice } = await readOrder(shop, placed);
    const { bytes } = await pdf(invoice?.invoiceId as string, buyer.token);
    const { totalPages, text } = await extractText(await getDocumentProxy(bytes), { mergePages: false });
    expect(totalPages).toBe(2);
    for (const page of text) expect(page).toContain('Description');
    expect(text.join()).toContain('Unit 49');
    expect(text.at(-1)).toContain('Page 2 of 2');
  });

  test('cannot be changed or deleted, by SQL either', async () => {
    const order = await shop.paidOrder(product);
    const refused = (statement: ReturnType<typeof sql>) =>
      expect(database(payload).execute(statement)).rejects.toMatchObject({ constraint: 'invoices_immutable' });
    await refused(sql`UPDATE invoices SET total = 1 WHERE order_id = ${order.orderId}`);
    await refused(sql`UPDATE invoices SET billing_name = 'Eve' WHERE order_id = ${order.orderId}`);
    await refused(sql`DELETE FROM invoices WHERE order_id = ${order.orderId}`);
  });
});

describe('an erasure', () => {
  test('keeps orders and invoices without the person, and takes the points', async () => {
    const order = await shop.paidOrder(product);
    const { invoice } = await readOrder(shop, order);
    const id = invoice?.invoiceId as string;
    expect(await textOf((await pdf(id, order.token)).bytes)).toContain('Ada Lovelace');
    const exported = (await call('GET', '/v1/me/export', { token: order.token })).body as { orders: unknown[] };
    expect(exported.orders).toMatchObject([{ orderId: order.orderId, invoice: { invoiceId: id } }]);
    expect((await call('DELETE', '/v1/me', { token: order.token })).status).toBe(204);
    await makeMissingPdfs(payload);
    const text = await textOf((await pdf(id, sales)).bytes);
    expect(text).not.toContain('Lovelace');
    expect(text).toContain('Erased');
    expect(await issuedFor(payload, order.orderId)).toHaveLength(1);
    const { rows } = await database(payload).execute(
      sql`SELECT customer_id, billing_name FROM orders WHERE id = ${order.orderId}`,
    );
    expect(rows).toEqual([{ customer_id: null, billing_name: 'Erased' }]);
  });

  test('while a PDF is being drawn leaves none that names the person', async () => {
    const order = await shop.paidOrder(product);
    const { invoice } = await readOrder(shop, order);
    const id = invoice?.invoiceId as string;
    const { storage } = domainOf(payload);
    const put = storage.put.bind(storage);
    const putting = vi.spyOn(storage, 'put').mockImplementationOnce(async (...given) => {
      expect((await call('DELETE', '/v1/me', { token: order.token })).status).toBe(204);
      await makeMissingPdfs(payload);
      await put(...given);
    });
    expect(await textOf((await pdf(id, order.token)).bytes)).toContain('Erased');
    putting.mockRestore();
    expect(await textOf((await pdf(id, sales)).bytes)).not.toContain('Lovelace');
  });
});
