import { afterAll, expect, test } from 'vitest';
import { timelineOf } from '../../../src/services/sales/timeline.ts';
import { staffTokens } from '../../support/gateway.ts';
import { openMailbox } from '../../support/mailbox.ts';
import { textToCopy } from '../../support/pdf-text.ts';
import { eventsOf, makeProduct, type Placed, startShop } from '../../support/sales.ts';
import { until } from '../../support/until.ts';
import { workerOf } from '../events/support.ts';

const mailbox = await openMailbox();
afterAll(mailbox.close);
const shop = await startShop({ SMTP_URL: mailbox.url });
const { payload, call, base, stripe } = shop;
const { sales } = await staffTokens(payload);
const product = await makeProduct(payload, { price: 100_00, title: 'Shaker kitchen' });

/** What somebody may or may not read of a payment. */
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

/** Who may read what, in whatever state the payment is; nobody reads what does not stand here. */
const MAY_READ: Record<string, readonly Fact[]> = {
  owner: ['error'],
  // The export has the events about the person, too: disputes with their ids, and the reason that the person's bank gave.
  export: ['error', 'dispute', 'disputeReason'],
  // Sales read an order by the same call as its owner; the rest stands in the admin UI.
  sales: ['error'],
  timeline: ['error', 'decline', 'declineInWords', 'dispute', 'disputeReason'],
  payments: ['error', 'intent'],
  event: ['error', 'dispute', 'disputeReason'],
  customerMail: [],
  salesMail: ['dispute', 'disputeReason'],
  pdf: ['dispute', 'disputeReason'],
};

const intentOf = (secret: string) => secret.split('_secret_')[0] as string;
const chargeOf = (secret: string) => stripe.state.intents.get(intentOf(secret))?.latest_charge as string;

const refundAll = ({ orderId }: Placed, amount?: number) =>
  call('POST', `/v1/orders/${orderId}/refunds`, {
    token: sales,
    body: { ...(amount && { amount }), reason: 'requested_by_customer' },
  });

/** Brings an order's payment into each state. */
const STATES: Record<string, (order: Placed, secret: string) => Promise<unknown>> = {
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
    stripe.controls.dispute(chargeOf(secret), { amount: 3000 });
  },
  'REFUNDED by a lost dispute': async (_, secret) => {
    await stripe.pay(secret);
    const { id } = stripe.controls.dispute(chargeOf(secret));
    stripe.controls.closeDispute(id, 'lost');
  },
};

async function pdfsOf(order: { invoice: { url: string } | null; creditNotes: { url: string }[] }, token: string) {
  const urls = [order.invoice, ...order.creditNotes].flatMap((one) => (one ? [one.url] : []));
  const texts = urls.map(async (url) => {
    const response = await fetch(base + url, { headers: { authorization: `Bearer ${token}` } });
    return (await textToCopy(new Uint8Array(await response.arrayBuffer()))).text;
  });
  return Promise.all(texts);
}

const SALES = 'sales@lomashwood.co.uk';

test.each(Object.entries(STATES))('%s: each reads what the table allows, and no more', async (state, act) => {
  workerOf(payload);
  const order = await shop.order(product);
  await act(order, await shop.intent(order));
  await stripe.webhooks.idle();
  const { email } = await payload.findByID({ collection: 'customers', id: order.customerId });
  const events = await eventsOf(payload, order.orderId);
  const owner = (await call('GET', `/v1/orders/${order.orderId}`, { token: order.token })).body;
  expect(owner).toMatchObject({ payments: [{ status: state.split(' ')[0] }] });
  const { orderNumber } = owner as { orderNumber: string };
  const mails = () => mailbox.mails.filter((mail) => mail.subject?.includes(orderNumber));
  const topics = new Set(events.map(({ topic }) => topic));
  // One for each topic that customers or sales hear of; the bank itself has told of a lost dispute.
  const told = ['payment.succeeded', 'payment.failed', 'payment.disputed'].filter((topic) => topics.has(topic)).length;
  const refunds = state.includes('dispute') || !topics.has('payment.refunded') ? 0 : 1;
  await until(() => mails().length >= told + refunds, 'the mails');
  const mailText = (toSales: boolean) =>
    mails()
      .filter((mail) => JSON.stringify(mail.to).includes(toSales ? SALES : email))
      .map(({ subject, text, html }) => [subject, text, html]);
  const read: Record<string, unknown> = {
    owner,
    export: (await call('GET', '/v1/me/export', { token: order.token })).body,
    sales: (await call('GET', `/v1/orders/${order.orderId}`, { token: sales })).body,
    timeline: await timelineOf(payload, order.orderId),
    payments: (await call('GET', `/api/payments?where[order][equals]=${order.orderId}`, { token: sales })).body,
    event: events,
    customerMail: mailText(false),
    salesMail: mailText(true),
    pdf: await pdfsOf(owner as Parameters<typeof pdfsOf>[0], order.token),
  };
  expect(Object.keys(read).sort()).toEqual(Object.keys(MAY_READ).sort());
  for (const [reader, facts] of Object.entries(MAY_READ)) {
    const text = JSON.stringify(read[reader]);
    const seen = (Object.keys(FACTS) as Fact[]).filter((fact) => text.includes(FACTS[fact]) && !facts.includes(fact));
    expect(seen, `${reader} reads too much`).toEqual([]);
  }
  for (const text of read.pdf as string[]) expect(text).toContain('Ada Lovelace');
});
