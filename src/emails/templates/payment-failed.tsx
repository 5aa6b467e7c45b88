import { Details } from '../components/details.tsx';
import { Note, Paragraph } from '../components/prose.tsx';
import { greeting } from '../greeting.ts';
import type { Instant } from '../instant.ts';
import { Layout } from '../layout.tsx';
import { londonMoment } from '../london-time.ts';
import type { Message } from '../message.ts';

export interface FailedPayment {
  firstName: string;
  orderNumber: string;
  /** As people write it: £1,499.99. */
  amount: string;
  /** What the bank says, in words for the payer; null when it says nothing. */
  failure: string | null;
  /** Until when the order waits. */
  payUntil: Instant;
}

/** To the customer when a card was declined. */
export const paymentFailed: Message<FailedPayment> = {
  subject: ({ orderNumber }) => `Your payment did not go through (${orderNumber})`,
  Body: ({ firstName, orderNumber, amount, failure, payUntil }) => (
    <Layout
      preview={`${amount} · ${orderNumber}`}
      heading="Your payment did not go through"
      reason="You receive this because a payment was tried from your account."
    >
      <Paragraph>{greeting(firstName)}</Paragraph>
      <Paragraph>
        Your card was not charged. Your order waits for you, so please try again or use another card.
      </Paragraph>
      <Details
        details={[
          { label: 'Order', value: <strong>{orderNumber}</strong> },
          { label: 'Due', value: amount },
          ...(failure ? [{ label: 'Reason', value: failure }] : []),
          { label: 'Pay until', value: londonMoment(payUntil) },
        ]}
      />
      <Note>After that the order is cancelled and nothing is owed.</Note>
    </Layout>
  ),
  sample: {
    firstName: 'Amelia',
    orderNumber: 'LW-1000042',
    amount: '£2,999.98',
    failure: 'Your card has insufficient funds.',
    payUntil: '2026-11-25T10:30:00.000Z',
  },
};
