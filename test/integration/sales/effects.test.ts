import { sql } from '@payloadcms/db-postgres';
import { DateTime } from 'luxon';
import type Stripe from 'stripe';
import { extractText } from 'unpdf';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import { eraseCustomer } from '../../../src/services/identity/erase-customer.ts';
import { applyRefund } from '../../../src/services/sales/apply-refund.ts';
import { lockPayment } from '../../../src/services/sales/lock-payment.ts';
import { countWrongBalances } from '../../../src/services/sales/loyalty.ts';
import { createMissingPdfs } from '../../../src/services/sales/read-invoice-pdf.ts';
import { readTimeline } from '../../../src/services/sales/read-timeline.ts';
import { processEvent } from '../../../src/services/sales/receive-webhook.ts';
import { reconcilePayments } from '../../../src/services/sales/reconcile-payments.ts';
import { readRefundSums } from '../../../src/services/sales/request-refund.ts';
import { customerToken } from '../../support/gateway.ts';
import { openMailbox } from '../../support/mailbox.ts';
import { createPng } from '../../support/media.ts';
import { openPdf } from '../../support/pdf-text.ts';
import {
  countTableRows,
  makeBuyer,
  makeSaleProduct,
  type PlacedOrder,
  readInvoices,
  readOrderRow,
  startShop,
} from '../../support/sales.ts';
import { staffTokens } from '../../support/staff.ts';
import { until } from '../../support/until.ts';
import { startTestWorker, waitUntilDone } from '../events/support.ts';

const mailbox = await openMailbox();
afterAll(mailbox.close);
const shop = await startShop({ SMTP_URL: mailbox.url });
const { payload, call, base, stripe } = shop;
const { sales, analyst } = await staffTokens(payload);
const product = await makeSaleProduct(payload, { price: 250_75, title: 'Crème wardrobe “Łódź” £' });

const mailsTo = (address: string, subject: string) =>
  mailbox.mails.filter((mail) => JSON.stringify(mail.to).includes(address) && mail.subject?.includes(subject));
const mailTo = (address: string, subject: string) =>
  until(() => mailsTo(address, subject)[0], `a mail "${subject}" to ${address}`);

const readEmail = async ({ customerId }: { customerId: string }) =>
  (await payload.findByID({ collection: 'customers', id: customerId })).email;

const readPoints = async ({ token }: { token: string }) =>
  ((await call('GET', '/v1/me', { token })).body as { loyaltyPoints: number }).loyaltyPoints;

const refund = (order: PlacedOrder, amount?: number) =>
  call('POST', `/v1/orders/${order.orderId}/refunds`, {
    token: sales,
    body: { ...(amount ? { amount } : {}), reason: 'requested_by_customer' },
  });

const readText = async (bytes: Uint8Array) => (await extractText(await openPdf(bytes), { mergePages: true })).text;

const pdf = async (invoiceId: string, token: string | undefined) => {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const response = await fetch(`${base}/v1/invoices/${invoiceId}.pdf`, { headers });
  return { status: response.status, headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) };
};

describe('a payment', () => {
  test('sends one receipt with the invoice, and earns a point for each whole pound', async () => {
    startTestWorker(payload);
    const order = await shop.paidOrder(product, 2);
    const mail = await mailTo(await readEmail(order), 'Thank you for your payment of £501.50');
    const { invoice } = await readOrderRow(shop, order);
    expect(mail.attachments).toMatchObject([
      { filename: `${invoice?.number}.pdf`, contentType: 'application/pdf', contentDisposition: 'attachment' },
    ]);
    const text = await readText(mail.attachments[0]?.content as Buffer);
    for (const part of [invoice?.number, 'Ada Lovelace', 'Crème wardrobe “Łódź” £', '£250.75', '£501.50', 'VAT 20%']) {
      expect(text).toContain(part);
    }
    const day = DateTime.now().setZone('Europe/London').toFormat('d MMMM yyyy');
    expect(text).toContain(`Paid by card on ${day}`);
    await until(async () => (await readPoints(order)) === 501, '501 points');
    expect(mailsTo(await readEmail(order), 'Thank you')).toHaveLength(1);
  });

  test('that is refunded in part and then in full keeps one point for each whole pound that remains, and notifies the customer', async () => {
    startTestWorker(payload);
    const order = await shop.paidOrder(product);
    await until(async () => (await readPoints(order)) === 250, '250 points');
    await refund(order, 0.76);
    await until(async () => (await readPoints(order)) === 249, '249 points: £249.99 remain');
    await refund(order, 100.5);
    await until(async () => (await readPoints(order)) === 149, '149 points: £149.49 remain');
    await refund(order);
    await until(async () => (await readPoints(order)) === 0, 'the points to be 0');
    const address = await readEmail(order);
    for (const amount of ['£0.76', '£100.50', '£149.49']) {
      const mail = await mailTo(address, `Your refund of ${amount}`);
      expect(mail.attachments[0]?.filename).toMatch(/^CN-\d{4}-\d{6}\.pdf$/);
      expect(await readText(mail.attachments[0]?.content as Buffer)).toContain('Refunded to your card on');
    }
    expect(await countWrongBalances(payload)).toBe(0);
  });

  test('whose refund fails later gets its points back', async () => {
    startTestWorker(payload);
    const order = await shop.paidOrder(product);
    await until(async () => (await readPoints(order)) === 250, '250 points');
    const { refundId } = (await refund(order)).body as { refundId: string };
    await until(async () => (await readPoints(order)) === 0, 'the points to be 0');
    const { refundedAmount } = (await readOrderRow(shop, order)).payments[0] ?? {};
    expect(refundedAmount).toBe(250.75);
    stripe.controls.failRefund(refundId);
    await until(async () => (await readPoints(order)) === 250, '250 points again');
  });

  test('whose refund fails later notifies the customer and sales, with the debit note', async () => {
    startTestWorker(payload);
    const order = await shop.paidOrder(product);
    const { refundId } = (await refund(order, 41)).body as { refundId: string };
    const address = await readEmail(order);
    await mailTo(address, 'Your refund of £41.00 is on its way');
    stripe.controls.failRefund(refundId);
    await stripe.webhooks.idle();
    const { debitNotes, creditNotes } = await readOrderRow(shop, order);
    expect([debitNotes, creditNotes]).toMatchObject([[{ total: 41 }], [{ total: 41 }]]);
    const exported = (await call('GET', '/v1/me/export', { token: order.token })).body as { orders: unknown[] };
    expect(exported.orders).toMatchObject([{ debitNotes: [{ number: debitNotes[0]?.number, total: 41 }] }]);
    const attached = [{ filename: `${debitNotes[0]?.number}.pdf` }];
    expect((await mailTo(address, 'Your refund of £41.00 could not be paid out')).attachments).toMatchObject(attached);
    expect((await mailTo('sales@lomashwood.co.uk', 'Refund of £41.00 failed')).attachments).toMatchObject(attached);
    expect(await countTableRows(payload, order.orderId, 'payment.refund_failed')).toBe(1);
  });

  test('whose pending refund fails notifies the customer and sales once, without credit and debit notes', async () => {
    startTestWorker(payload);
    const order = await shop.paidOrder(product, 1, 'pm_card_pendingRefund');
    await until(async () => (await readPoints(order)) === 250, '250 points');
    const answer = await refund(order, 43);
    expect(answer).toMatchObject({ status: 201, body: { status: 'pending' } });
    await stripe.webhooks.idle();
    expect(await readRefundSums(payload, order.orderId)).toEqual({ left: 207_75, pending: 43_00 });
    const address = await readEmail(order);
    stripe.controls.failRefund((answer.body as { refundId: string }).refundId);
    await stripe.webhooks.idle();
    const toCustomer = await mailTo(address, 'Your refund of £43.00 could not be paid out');
    const toSales = await mailTo('sales@lomashwood.co.uk', 'Refund of £43.00 failed');
    for (const mail of [toCustomer, toSales]) {
      expect(mail.attachments).toEqual([]);
      expect(mail.text).not.toMatch(/debit note|told you about/i);
    }
    expect(await readOrderRow(shop, order)).toMatchObject({
      ...{ status: 'CONFIRMED', creditNotes: [], debitNotes: [] },
      payments: [{ status: 'SUCCEEDED', refundedAmount: 0 }],
    });
    expect(await readRefundSums(payload, order.orderId)).toEqual({ left: 250_75, pending: 0 });
    expect(await readPoints(order)).toBe(250);
    expect(await countTableRows(payload, order.orderId, 'payment.refund_failed')).toBe(1);
    expect(mailsTo(address, 'is on its way')).toEqual([]);
    const timeline = (await readTimeline(payload, order.orderId)).map(({ text }) => text);
    expect(timeline).toEqual(
      expect.arrayContaining(['Refund of £43.00, the customer asked for it: failed', 'Event: refund failed']),
    );
    expect(await refund(order)).toMatchObject({ status: 201, body: { amount: 250.75 } });
  });

  test.each(['pending', 'paid out'])(
    'whose %s refund is cancelled at Stripe sends an e-mail about the cancellation, not about a refusal by a bank',
    async (state) => {
      startTestWorker(payload);
      const order = await shop.paidOrder(product, 1, state === 'pending' ? 'pm_card_pendingRefund' : undefined);
      const { refundId } = (await refund(order, 44)).body as { refundId: string };
      await stripe.webhooks.idle();
      const { payments } = await readOrderRow(shop, order);
      const cancelled = { ...(await stripe.stripe.refunds.retrieve(refundId)), status: 'canceled' };
      await withTransaction(payload, async (req) =>
        applyRefund(req, await lockPayment(req, String(payments[0]?.paymentId)), cancelled),
      );
      const toCustomer = await mailTo(await readEmail(order), 'Your refund of £44.00 was cancelled');
      const toSales = await until(
        () =>
          mailsTo('sales@lomashwood.co.uk', 'Refund of £44.00 was cancelled').find(({ text }) =>
            text?.includes(order.orderId),
          ),
        'a mail to sales',
      );
      for (const { text, attachments } of [toCustomer, toSales]) {
        expect(text).not.toMatch(/bank|expired/);
        expect(attachments).toHaveLength(state === 'pending' ? 0 : 1);
      }
      expect(toSales.text).toContain('We notify the customer by e-mail');
    },
  );

  test('whose refund fails after its customer was erased informs sales that nobody has informed the customer', async () => {
    startTestWorker(payload);
    const order = await shop.paidOrder(product, 1, 'pm_card_pendingRefund');
    const { refundId } = (await refund(order, 46)).body as { refundId: string };
    await stripe.webhooks.idle();
    const address = await readEmail(order);
    await eraseCustomer(payload, order.customerId);
    stripe.controls.failRefund(refundId);
    const { text } = await mailTo('sales@lomashwood.co.uk', 'Refund of £46.00 failed');
    expect(text).toContain('we cannot notify the customer');
    expect(text).not.toContain('We tell');
    expect(mailsTo(address, 'refund of £46.00')).toEqual([]);
    const { rows } = await database(payload).execute<{ id: string }>(sql`
      SELECT id FROM domain_events WHERE topic = 'payment.refund_failed' AND payload->>'orderId' = ${order.orderId}`);
    await waitUntilDone(payload, String(rows[0]?.id), ['payment-refund-failed', 'internal-refund-failed', 'loyalty']);
    const timeline = (await readTimeline(payload, order.orderId)).map(({ text }) => text);
    expect(timeline).toContain('Sales team notified that the refund failed');
    expect(timeline).not.toContain('Customer notified that the refund failed');
  });

  const makers: [string, (order: PlacedOrder & { intentId: string }) => Promise<void>][] = [
    [
      'never received',
      async (order) => {
        stripe.faults.add({ operation: 'refunds.create', times: 9, answer: 'broken' });
        expect((await refund(order, 47)).status).toBe(503);
        stripe.faults.clear();
        await database(payload).execute(sql`
          UPDATE refunds SET created_at = now() - interval '2 hours', updated_at = now() - interval '2 hours' WHERE amount = 4700`);
        await database(payload).execute(sql`UPDATE payments SET checked_at = now() - interval '11 minutes'`);
        await reconcilePayments(payload);
      },
    ],
    [
      'refused',
      async (order) => {
        stripe.webhooks.pause();
        await stripe.stripe.refunds.create({ payment_intent: order.intentId });
        expect(await refund(order, 47)).toMatchObject({ status: 409, body: { code: 'invalid_state' } });
        stripe.webhooks.resume();
        await stripe.webhooks.idle();
      },
    ],
  ];
  test.each(makers)('whose refund Stripe has %s informs sales, and not the customer', async (_, make) => {
    startTestWorker(payload);
    const order = await shop.paidOrder(product);
    await make(order);
    expect(await countTableRows(payload, order.orderId, 'payment.refund_failed')).toBe(1);
    const toSales = await until(
      () =>
        mailsTo('sales@lomashwood.co.uk', 'Refund of £47.00 was not made').find(({ text }) =>
          text?.includes(order.orderId),
        ),
      'a mail to sales',
    );
    expect(toSales.text).toContain('The customer has not been notified');
    const { rows } = await database(payload).execute<{ id: string }>(sql`
      SELECT id FROM domain_events WHERE topic = 'payment.refund_failed' AND payload->>'orderId' = ${order.orderId}`);
    await waitUntilDone(payload, String(rows[0]?.id), ['payment-refund-failed', 'internal-refund-failed', 'loyalty']);
    expect(mailsTo(await readEmail(order), '£47.00')).toEqual([]);
    const timeline = (await readTimeline(payload, order.orderId)).map(({ text }) => text);
    expect(timeline).toContain('Sales team notified that the refund failed');
    expect(timeline).not.toContain('Customer notified that the refund failed');
  });

  test('whose refund failed before its e-mail was sent sends no e-mail about the refund', async () => {
    const order = await shop.paidOrder(product);
    const { refundId } = (await refund(order, 42)).body as { refundId: string };
    await stripe.webhooks.idle();
    stripe.controls.failRefund(refundId);
    await stripe.webhooks.idle();
    startTestWorker(payload);
    const address = await readEmail(order);
    await mailTo(address, 'Your refund of £42.00 could not be paid out');
    expect(mailsTo(address, 'is on its way')).toEqual([]);
  });

  test('keeps the points of the remaining amount, even if its refund event arrives before its success event', async () => {
    const order = await shop.paidOrder(product);
    await refund(order, 50);
    await stripe.webhooks.idle();
    startTestWorker(payload);
    await until(async () => (await readPoints(order)) === 200, '200 points');
    expect(await countWrongBalances(payload)).toBe(0);
  });

  test('that fails notifies the customer, unless it was paid meanwhile', async () => {
    const website = { origin: 'https://www.example.com', order: '/account/orders/{id}' };
    await payload.updateGlobal({ slug: 'settings', data: { website } });
    const [failed, mended] = [await shop.order(product), await shop.order(product)];
    await stripe.pay(await shop.intent(failed), '4000000000009995');
    const secret = await shop.intent(mended);
    await stripe.pay(secret, '4000000000009995');
    await stripe.pay(secret);
    await stripe.webhooks.idle();
    startTestWorker(payload);
    const mail = await mailTo(await readEmail(failed), 'Your payment did not go through');
    expect(mail.text).toContain('insufficient funds');
    expect(mail.text).toContain(`Pay now https://www.example.com/account/orders/${failed.orderId}`);
    await payload.updateGlobal({ slug: 'settings', data: { website: { origin: null, order: null } } });
    await mailTo(await readEmail(mended), 'Thank you');
    expect(mailsTo(await readEmail(mended), 'did not go through')).toEqual([]);
  });

  test('that is disputed notifies sales, and loses its points if the dispute is lost', async () => {
    startTestWorker(payload);
    const order = await shop.paidOrder(product);
    await until(async () => (await readPoints(order)) === 250, '250 points');
    const charge = stripe.state.intents.get(order.intentId)?.latest_charge as string;
    const dispute = stripe.controls.dispute(charge, { reason: 'product_not_received' });
    const notice = await mailTo('sales@lomashwood.co.uk', 'Disputed payment of £250.75');
    expect(notice.text).toContain('product not received');
    expect(await readPoints(order)).toBe(250);
    expect(notice.text).toContain('taken the money back for now');
    stripe.controls.closeDispute(dispute.id, 'lost');
    await until(async () => (await readPoints(order)) === 0, 'the points to be 0');
    expect(mailsTo(await readEmail(order), 'Your refund')).toEqual([]);
  });

  test('whose lost dispute is won after all notifies sales and restores the points', async () => {
    startTestWorker(payload);
    const order = await shop.paidOrder(product);
    await until(async () => (await readPoints(order)) === 250, '250 points');
    const charge = stripe.state.intents.get(order.intentId)?.latest_charge as string;
    const { id } = stripe.controls.dispute(charge, { amount: 10_000 });
    stripe.controls.closeDispute(id, 'lost');
    await until(async () => (await readPoints(order)) === 150, '150 points');
    const lost = stripe.state.disputes.get(id) as Stripe.Dispute;
    const created = Math.floor(Date.now() / 1000) + 60;
    const event = { id: `evt_${id}`, object: 'event', type: 'charge.dispute.closed', created };
    const won = { ...event, data: { object: { ...lost, status: 'won' } } } as unknown as Stripe.Event;
    await processEvent(payload, won);
    const notice = await mailTo('sales@lomashwood.co.uk', 'Won dispute of £100.00');
    expect(notice.text).toContain('counts as paid again');
    await until(async () => (await readPoints(order)) === 250, '250 points again');
    expect(await countTableRows(payload, order.orderId, 'payment.dispute_won')).toBe(1);
    expect(mailsTo(await readEmail(order), 'ispute')).toEqual([]);
    // The bank informs the customer of the loss; we send nothing.
    const timeline = (await readTimeline(payload, order.orderId)).map(({ text }) => text);
    expect(timeline).not.toContain('Customer notified of the refund');
    await processEvent(payload, { ...won, id: `evt_${id}_again` });
    expect(await countTableRows(payload, order.orderId, 'payment.dispute_won')).toBe(1);
  });

  test('with an inquiry notifies sales of the inquiry and its amount', async () => {
    startTestWorker(payload);
    const order = await shop.paidOrder(product);
    const charge = stripe.state.intents.get(order.intentId)?.latest_charge as string;
    stripe.controls.dispute(charge, { amount: 1234, status: 'warning_needs_response' });
    const notice = await mailTo('sales@lomashwood.co.uk', 'Inquiry about a payment of £12.34');
    expect(notice.text).toContain('the bank has taken no money back');
    expect(notice.text).toContain('£250.75');
  });

  test('has a timeline of states, events, documents and e-mails', async () => {
    startTestWorker(payload);
    const order = await shop.paidOrder(product);
    await mailTo(await readEmail(order), 'Thank you');
    const texts = await until(async () => {
      const entries = (await readTimeline(payload, order.orderId)).map(({ text }) => text);
      return entries.includes('Receipt sent to the customer') ? entries : undefined;
    }, 'the receipt in the timeline');
    expect(texts).toEqual(
      expect.arrayContaining([
        'Order placed',
        'Payment started',
        'Payment is paid',
        'Order is paid',
        'Stripe: the payment succeeded',
        'Event: payment received',
        expect.stringMatching(/^INV-.* issued$/),
      ]),
    );
  });
});

describe('an invoice', () => {
  test('is readable only by its owner and by sales', async () => {
    const order = await shop.paidOrder(product);
    const { invoice } = await readOrderRow(shop, order);
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

  test('with many lines has several pages, each with the header row of the table', async () => {
    const buyer = await makeBuyer(payload);
    const products: string[] = [];
    // Create the products one after the other. On a busy machine, so many concurrent requests would wait too long for a
    // connection.
    for (let i = 0; i < 50; i++) products.push(await makeSaleProduct(payload, { title: `Unit ${i}` }));
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
    const { invoice } = await readOrderRow(shop, placed);
    const { bytes } = await pdf(invoice?.invoiceId as string, buyer.token);
    const { totalPages, text } = await extractText(await openPdf(bytes), { mergePages: false });
    expect(totalPages).toBe(2);
    for (const page of text) expect(page).toContain('Description');
    expect(text.join()).toContain('Unit 49');
    expect(text.at(-1)).toContain('Page 2 of 2');
  });

  test('has the logo and the colour that the settings contain when it is drawn', async () => {
    const drawnFor = async () => {
      const order = await shop.paidOrder(product);
      const { invoice } = await readOrderRow(shop, order);
      return Buffer.from((await pdf(invoice?.invoiceId as string, order.token)).bytes).toString('latin1');
    };
    const plain = await drawnFor();
    const file = { data: await createPng(), mimetype: 'image/png', name: 'logo.png', size: 1 };
    const { id: logo } = await payload.create({ collection: 'media', data: { alt: 'Logo' }, file });
    await payload.updateGlobal({ slug: 'settings', data: { brand: { logo, colour: '#7a1f2b' } } });
    const branded = await drawnFor();
    await payload.updateGlobal({ slug: 'settings', data: { brand: { logo: null, colour: null } } });
    expect([plain, branded].map((one) => one.includes('/Subtype /Image'))).toEqual([false, true]);
  });

  test('cannot be changed or deleted, even by SQL', async () => {
    const order = await shop.paidOrder(product);
    const refused = (statement: ReturnType<typeof sql>) =>
      expect(database(payload).execute(statement)).rejects.toMatchObject({ constraint: 'invoices_immutable' });
    await refused(sql`UPDATE invoices SET total = 1 WHERE order_id = ${order.orderId}`);
    await refused(sql`UPDATE invoices SET billing_name = 'Eve' WHERE order_id = ${order.orderId}`);
    await refused(sql`DELETE FROM invoices WHERE order_id = ${order.orderId}`);
  });
});

describe('an erasure', () => {
  test('keeps orders and invoices without personal data, and deletes the points', async () => {
    const order = await shop.paidOrder(product);
    const { invoice } = await readOrderRow(shop, order);
    const id = invoice?.invoiceId as string;
    expect(await readText((await pdf(id, order.token)).bytes)).toContain('Ada Lovelace');
    const exported = (await call('GET', '/v1/me/export', { token: order.token })).body as { orders: unknown[] };
    expect(exported.orders).toMatchObject([{ orderId: order.orderId, invoice: { invoiceId: id } }]);
    expect((await call('DELETE', '/v1/me', { token: order.token })).status).toBe(204);
    await createMissingPdfs(payload);
    const text = await readText((await pdf(id, sales)).bytes);
    expect(text).not.toContain('Lovelace');
    expect(text).toContain('Erased');
    expect(await readInvoices(payload, order.orderId)).toHaveLength(1);
    const { rows } = await database(payload).execute(
      sql`SELECT customer_id, billing_name FROM orders WHERE id = ${order.orderId}`,
    );
    expect(rows).toEqual([{ customer_id: null, billing_name: 'Erased' }]);
  });

  test('that occurs while a PDF is drawn leaves no PDF with the name of the person', async () => {
    const order = await shop.paidOrder(product);
    const { invoice } = await readOrderRow(shop, order);
    const id = invoice?.invoiceId as string;
    const { storage } = runtimeOf(payload);
    const put = storage.put.bind(storage);
    const putSpy = vi.spyOn(storage, 'put').mockImplementationOnce(async (...args) => {
      expect((await call('DELETE', '/v1/me', { token: order.token })).status).toBe(204);
      await createMissingPdfs(payload);
      await put(...args);
    });
    expect(await readText((await pdf(id, order.token)).bytes)).toContain('Erased');
    putSpy.mockRestore();
    expect(await readText((await pdf(id, sales)).bytes)).not.toContain('Lovelace');
  });
});
