import { toOneLine } from '../../lib/text.ts';
import type { Message } from '../brand.ts';
import { ActionButton, Details, Lines, Note, Paragraph } from '../components.tsx';
import { Layout } from '../layout.tsx';
import { formatGreeting, formatLondonMoment, type Instant } from '../wording.ts';

export interface FailedPayment {
  firstName: string;
  orderNumber: string;
  /** Formatted: £1,499.99. */
  amount: string;
  /** The bank's message for the payer; null when there is none. */
  failure: string | null;
  /** The payment deadline of the order. */
  payUntil: Instant;
  /** The website's page on which the customer pays the order; null if the settings have no address for the page. */
  payUrl: string | null;
}

/** Sent to the customer when a card was declined. */
export const paymentFailed: Message<FailedPayment> = {
  subject: ({ orderNumber }) => `Your payment did not go through (${orderNumber})`,
  Body: ({ firstName, orderNumber, amount, failure, payUntil, payUrl }) => (
    <Layout
      preview={`${amount} · ${orderNumber}`}
      heading="Your payment did not go through"
      reason="You are receiving this e-mail because a payment was attempted from your account."
    >
      <Paragraph>{formatGreeting(firstName)}</Paragraph>
      <Paragraph>
        Your card was not charged. We are holding your order, so please try again or use another card.
      </Paragraph>
      <Details
        details={[
          { label: 'Order', value: <strong>{orderNumber}</strong> },
          { label: 'Due', value: amount },
          ...(failure ? [{ label: 'Reason', value: failure }] : []),
          { label: 'Pay until', value: formatLondonMoment(payUntil) },
        ]}
      />
      {payUrl && <ActionButton href={payUrl} label="Pay now" />}
      <Note>If the order is not paid by then, we will cancel it and you will owe nothing.</Note>
    </Layout>
  ),
  sample: {
    firstName: 'Amelia',
    orderNumber: 'LW-1000042',
    amount: '£2,999.98',
    failure: 'Your card has insufficient funds.',
    payUntil: '2026-11-25T10:30:00.000Z',
    payUrl: 'https://www.lomashwood.co.uk/account/orders/019311ce-6a00-7000-8000-4f2d7c1b9e55',
  },
};

export interface PaidOrder {
  firstName: string;
  orderNumber: string;
  /** Formatted: £1,499.99. */
  amount: string;
  invoiceNumber: string;
  items: { title: string; quantity: number }[];
}

/** Sent to the customer when an order is paid; the invoice is attached. */
export const paymentReceipt: Message<PaidOrder> = {
  subject: ({ amount, orderNumber }) => `Thank you for your payment of ${amount} (${orderNumber})`,
  Body: ({ firstName, orderNumber, amount, invoiceNumber, items }) => (
    <Layout
      preview={`${amount} · ${orderNumber}`}
      heading="Your order is confirmed"
      reason="You are receiving this e-mail because an order was paid from your account."
    >
      <Paragraph>{formatGreeting(firstName)}</Paragraph>
      <Paragraph>Thank you, we have received your payment. Your invoice is attached.</Paragraph>
      <Details
        details={[
          { label: 'Order', value: <strong>{orderNumber}</strong> },
          { label: 'Items', value: <Lines lines={items.map(toItemLine)} /> },
          { label: 'Paid', value: amount },
          { label: 'Invoice', value: invoiceNumber },
        ]}
      />
      <Note>We will be in touch about delivery and fitting.</Note>
    </Layout>
  ),
  sample: {
    firstName: 'Amelia',
    orderNumber: 'LW-1000042',
    amount: '£2,999.98',
    invoiceNumber: 'INV-2026-000042',
    items: [{ title: 'Shaker kitchen, white oak', quantity: 2 }],
  },
};

const toItemLine = ({ title, quantity }: PaidOrder['items'][number]) => `${quantity} × ${toOneLine(title, 120)}`;

export interface RefundedOrder {
  firstName: string;
  orderNumber: string;
  /** Formatted: £1,499.99. */
  amount: string;
  creditNoteNumber: string;
}

/** Sent to the customer when a payment is refunded; the credit note is attached. */
export const paymentRefunded: Message<RefundedOrder> = {
  subject: ({ amount, orderNumber }) => `Your refund of ${amount} is on its way (${orderNumber})`,
  Body: ({ firstName, orderNumber, amount, creditNoteNumber }) => (
    <Layout
      preview={`${amount} · ${orderNumber}`}
      heading="Your refund is on its way"
      reason="You are receiving this e-mail because an order from your account was refunded."
    >
      <Paragraph>{formatGreeting(firstName)}</Paragraph>
      <Paragraph>We have refunded the card that you paid with. Your credit note is attached.</Paragraph>
      <Details
        details={[
          { label: 'Order', value: <strong>{orderNumber}</strong> },
          { label: 'Refunded', value: amount },
          { label: 'Credit note', value: creditNoteNumber },
        ]}
      />
      <Note>Your bank may take five to ten days to show the refund.</Note>
    </Layout>
  ),
  sample: {
    firstName: 'Amelia',
    orderNumber: 'LW-1000042',
    amount: '£999.98',
    creditNoteNumber: 'CN-2026-000007',
  },
};
