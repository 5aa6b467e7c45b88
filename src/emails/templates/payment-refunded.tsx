import { Details } from '../components/details.tsx';
import { Note, Paragraph } from '../components/prose.tsx';
import { greeting } from '../greeting.ts';
import { Layout } from '../layout.tsx';
import type { Message } from '../message.ts';

export interface RefundedOrder {
  firstName: string;
  orderNumber: string;
  /** As people write it: £1,499.99. */
  amount: string;
  creditNoteNumber: string;
}

/** To the customer when money goes back; the credit note is attached. */
export const paymentRefunded: Message<RefundedOrder> = {
  subject: ({ amount, orderNumber }) => `Your refund of ${amount} is on its way (${orderNumber})`,
  Body: ({ firstName, orderNumber, amount, creditNoteNumber }) => (
    <Layout
      preview={`${amount} · ${orderNumber}`}
      heading="Your refund is on its way"
      reason="You receive this because an order from your account was refunded."
    >
      <Paragraph>{greeting(firstName)}</Paragraph>
      <Paragraph>We have refunded you to the card that you paid with. Your credit note is attached.</Paragraph>
      <Details
        details={[
          { label: 'Order', value: <strong>{orderNumber}</strong> },
          { label: 'Refunded', value: amount },
          { label: 'Credit note', value: creditNoteNumber },
        ]}
      />
      <Note>Banks take five to ten days to show it.</Note>
    </Layout>
  ),
  sample: {
    firstName: 'Amelia',
    orderNumber: 'LW-1000042',
    amount: '£999.98',
    creditNoteNumber: 'CN-2026-000007',
  },
};
