import { afterAll, expect, test } from 'vitest';
import { readTimeline } from '../../../src/services/sales/read-timeline.ts';
import { openMailbox } from '../../support/mailbox.ts';
import { readCopiedText } from '../../support/pdf-text.ts';
import { makeSaleProduct, type PlacedOrder, readEvents, startShop } from '../../support/sales.ts';
import { staffTokens } from '../../support/staff.ts';
import { until } from '../../support/until.ts';
import { startTestWorker } from '../events/support.ts';

const mailbox = await openMailbox();
afterAll(mailbox.close);
const shop = await startShop({ SMTP_URL: mailbox.url });
const { payload, call, base, stripe } = shop;
const { sales } = await staffTokens(payload);
const product = await makeSaleProduct(payload, { price: 100_00, title: 'Shaker kitchen' });

/** The confidential details of a payment. The test recognises each detail by its text. */
const FACTS = {
  error: 'card_declined',
  decline: 'stolen_card',
  declineInWords: 'stolen card',
  intent: 'pi_',
  secret: '_secret_',
  dispute: 'du_',
  disputeReason: 'fraudulent',
} as const;
type Fact = keyof typeof FACTS;

/** The details that each recipient may read in any state of the payment. Other recipients may read none. */
const MAY_READ: Record<string, readonly Fact[]> = {
  owner: ['error'],
  // The export also contains the events about the person, with the ids of disputes and the bank's reason for each dispute.
  export: ['error', 'dispute', 'disputeReason'],
  // Staff with the role sales read an order through the same call as the order's owner. In the admin UI, they can also
  // read the details of `timeline` and `payments`.
  sales: ['error'],
  timeline: ['error', 'decline', 'declineInWords', 'dispute', 'disputeReason'],
  payments: ['error', 'intent'],
  event: ['error', 'dispute', 'disputeReason'],
  customerMail: [],
  salesMail: ['dispute', 'disputeReason'],
  pdf: ['dispute', 'disputeReason'],
};

const getIntent = (secret: string) => secret.split('_secret_')[0] as string;
const createCharge = (secret: string) => stripe.state.intents.get(getIntent(secret))?.latest_charge as string;

const refundAll = ({ orderId }: PlacedOrder, amount?: number) =>
  call('POST', `/v1/orders/${orderId}/refunds`, {
    token: sales,
    body: { ...(amount && { amount }), reason: 'requested_by_customer' },
  });

/** Functions that bring an order's payment into each state. */
const STATES: Record<string, (order: PlacedOrder, secret: string) => Promise<unknown>> = {
  PENDING: async () => {},
  FAILED: (_, secret) => stripe.pay(secret, 'pm_card_chargeDeclinedStolenCard'),
  SUCCEEDED: (_, secret) => stripe.pay(secret),
  PARTIALLY_REFUNDED: async (order, secret) => {
    await stripe.pay(secret);
    await stripe.webhooks.idle();
    await refundAll(order, 40);
  },
  REFUNDED: async (order, secret) => {
    await stripe.pay(secret);
    await stripe.webhooks.idle();
    await refundAll(order);
  },
  DISPUTED: async (_, secret) => {
    await stripe.pay(secret);
    stripe.controls.dispute(createCharge(secret), { amount: 3000 });
  },
  'REFUNDED by a lost dispute': async (_, secret) => {
    await stripe.pay(secret);
    const { id } = stripe.controls.dispute(createCharge(secret));
    stripe.controls.closeDispute(id, 'lost');
  },
};

async function readPdfs(order: { invoice: { url: string } | null; creditNotes: { url: string }[] }, token: string) {
  const urls = [order.invoice, ...order.creditNotes].flatMap((document) => (document ? [document.url] : []));
  const texts = urls.map(async (url) => {
    const response = await fetch(base + url, { headers: { authorization: `Bearer ${token}` } });
    return (await readCopiedText(new Uint8Array(await response.arrayBuffer()))).text;
  });
  return Promise.all(texts);
}

const SALES = 'sales@lomashwood.co.uk';

test.each(Object.entries(STATES))(
  'in the state %s, each recipient reads only the details that the table allows',
  async (state, act) => {
    startTestWorker(payload);
    const order = await shop.order(product);
    await act(order, await shop.intent(order));
    await stripe.webhooks.idle();
    const { email } = await payload.findByID({ collection: 'customers', id: order.customerId });
    const events = await readEvents(payload, order.orderId);
    const owner = (await call('GET', `/v1/orders/${order.orderId}`, { token: order.token })).body;
    expect(owner).toMatchObject({ payments: [{ status: state.split(' ')[0] }] });
    const { orderNumber } = owner as { orderNumber: string };
    const mails = () => mailbox.mails.filter((mail) => mail.subject?.includes(orderNumber));
    const topics = new Set(events.map(({ topic }) => topic));
    // There is one e-mail for each of these topics. A lost dispute causes no refund e-mail, because the bank informs the customer.
    const recipientCount = ['payment.succeeded', 'payment.failed', 'payment.disputed'].filter((topic) =>
      topics.has(topic),
    ).length;
    const refunds = state.includes('dispute') || !topics.has('payment.refunded') ? 0 : 1;
    await until(() => mails().length >= recipientCount + refunds, 'the e-mails');
    const mailText = (toSales: boolean) =>
      mails()
        .filter((mail) => JSON.stringify(mail.to).includes(toSales ? SALES : email))
        .map(({ subject, text, html }) => [subject, text, html]);
    const read: Record<string, unknown> = {
      owner,
      export: (await call('GET', '/v1/me/export', { token: order.token })).body,
      sales: (await call('GET', `/v1/orders/${order.orderId}`, { token: sales })).body,
      timeline: await readTimeline(payload, order.orderId),
      payments: (await call('GET', `/api/payments?where[order][equals]=${order.orderId}`, { token: sales })).body,
      event: events,
      customerMail: mailText(false),
      salesMail: mailText(true),
      pdf: await readPdfs(owner as Parameters<typeof readPdfs>[0], order.token),
    };
    expect(Object.keys(read).sort()).toEqual(Object.keys(MAY_READ).sort());
    for (const [reader, facts] of Object.entries(MAY_READ)) {
      const text = JSON.stringify(read[reader]);
      const leakedFacts = (Object.keys(FACTS) as Fact[]).filter(
        (fact) => text.includes(FACTS[fact]) && !facts.includes(fact),
      );
      expect(leakedFacts, `${reader} reads too much`).toEqual([]);
    }
    for (const text of read.pdf as string[]) expect(text).toContain('Ada Lovelace');
  },
);
