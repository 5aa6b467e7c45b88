import { Details } from '../components/details.tsx';
import { Note, Paragraph } from '../components/prose.tsx';
import { greeting } from '../greeting.ts';
import { Layout } from '../layout.tsx';
import type { Message } from '../message.ts';

export interface FailedRefund {
  firstName: string;
  orderNumber: string;
  /** As people write it: £1,499.99. */
  amount: string;
  debitNoteNumber: string;
}

/** To the customer when a refund could not be paid out after all; the debit note is attached. */
export const paymentRefundFailed: Message<FailedRefund> = {
  subject: ({ amount, orderNumber }) => `Your refund of ${amount} could not be paid out (${orderNumber})`,
  Body: ({ firstName, orderNumber, amount, debitNoteNumber }) => (
    <Layout
      preview={`${amount} · ${orderNumber}`}
      heading="Your refund could not be paid out"
      reason="You receive this because an order from your account was refunded."
    >
      <Paragraph>{greeting(firstName)}</Paragraph>
      <Paragraph>
        Your bank did not accept the refund that we told you of, so the money has come back to us. This happens when a
        card was closed or has expired.
      </Paragraph>
      <Details
        details={[
          { label: 'Order', value: <strong>{orderNumber}</strong> },
          { label: 'Not paid out', value: amount },
          { label: 'Debit note', value: debitNoteNumber },
        ]}
      />
      <Note>We will be in touch about another way to pay you. The attached debit note takes our credit note back.</Note>
    </Layout>
  ),
  sample: {
    firstName: 'Amelia',
    orderNumber: 'LW-1000042',
    amount: '£999.98',
    debitNoteNumber: 'DN-2026-000003',
  },
};
