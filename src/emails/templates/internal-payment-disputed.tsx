import { ActionButton } from '../components/action-button.tsx';
import { Details } from '../components/details.tsx';
import { Paragraph } from '../components/prose.tsx';
import { Layout } from '../layout.tsx';
import type { Message } from '../message.ts';
import { oneLine } from '../one-line.ts';

export interface DisputedPayment {
  orderNumber: string;
  customerName: string;
  /** What is disputed, as people write it: £1,499.99. */
  amount: string;
  /** What was paid. */
  paid: string;
  /** An inquiry, money held back by the bank, lost, or closed without a loss. */
  standing: 'inquiry' | 'held' | 'lost' | 'closed';
  /** Stripe's word for it, such as `fraudulent`. */
  disputeReason: string;
  disputeId: string;
  /** The order in the admin UI. */
  adminUrl: string;
}

const WORDS: Record<DisputedPayment['standing'], { subject: string; heading: string; text: string }> = {
  inquiry: {
    subject: 'Inquiry about a payment',
    heading: 'A bank asks about a payment',
    text: 'This is an inquiry: the bank has taken no money back. You can answer it at Stripe or refund the customer. If nobody answers it may become a dispute, which costs a fee.',
  },
  held: {
    subject: 'Disputed payment',
    heading: 'A payment is disputed',
    text: 'The customer’s bank has taken the money back for now. Please send Stripe the evidence before its deadline; without it the dispute is lost.',
  },
  lost: {
    subject: 'Lost dispute',
    heading: 'A dispute is lost',
    text: 'The customer’s bank has taken the money back. It counts as a refund of this amount.',
  },
  closed: {
    subject: 'Closed dispute',
    heading: 'A dispute is closed',
    text: 'The dispute ended without a loss. There is nothing to do.',
  },
};

/** To the sales team when a customer disputes a payment at the bank, or the bank asks about it. */
export const internalPaymentDisputed: Message<DisputedPayment> = {
  subject: ({ standing, amount, orderNumber }) => `${WORDS[standing].subject} of ${amount} (${orderNumber})`,
  Body: ({ orderNumber, customerName, amount, paid, standing, disputeReason, disputeId, adminUrl }) => (
    <Layout
      preview={`${amount} · ${orderNumber}`}
      heading={WORDS[standing].heading}
      reason="This internal alert goes to the sales team."
    >
      <Paragraph>{WORDS[standing].text}</Paragraph>
      <Details
        details={[
          { label: 'Order', value: <strong>{orderNumber}</strong> },
          { label: 'Customer', value: oneLine(customerName, 200) },
          { label: 'Disputed', value: amount },
          { label: 'Paid', value: paid },
          { label: 'Reason', value: disputeReason.replaceAll('_', ' ') },
          { label: 'Dispute', value: disputeId },
        ]}
      />
      <ActionButton href={adminUrl} label="Open the order" />
    </Layout>
  ),
  sample: {
    orderNumber: 'LW-1000042',
    customerName: 'Amelia Hartley',
    amount: '£1,000.00',
    paid: '£2,999.98',
    standing: 'held',
    disputeReason: 'fraudulent',
    disputeId: 'du_1PmK2eLkdIwHu7ix1a2b3c4d',
    adminUrl: 'https://admin.lomashwood.co.uk/admin/collections/orders/019311ce-6a00-7000-8000-4f2d7c1b9e55',
  },
};
