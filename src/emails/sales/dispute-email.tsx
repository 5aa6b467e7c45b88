import { toOneLine } from '../../lib/text.ts';
import type { Message } from '../brand.ts';
import { ActionButton, Details, Paragraph } from '../components.tsx';
import { Layout } from '../layout.tsx';

export interface DisputedPayment {
  orderNumber: string;
  customerName: string;
  /** The disputed amount, formatted: £1,499.99. */
  amount: string;
  /** The paid amount, formatted. */
  paid: string;
  /**
   * The state of the dispute when the e-mail is built: an `inquiry`, `held` while the bank holds the money back, `lost`, `closed`
   * without a loss, or `regained` if a lost dispute was won after all.
   */
  standing: 'inquiry' | 'held' | 'lost' | 'closed' | 'regained';
  /** Stripe's reason code, such as `fraudulent`. */
  disputeReason: string;
  disputeId: string;
  /** The URL of the order in the admin UI. */
  adminUrl: string;
}

const WORDS: Record<DisputedPayment['standing'], { subject: string; heading: string; text: string }> = {
  inquiry: {
    subject: 'Inquiry about a payment',
    heading: 'A bank has asked about a payment',
    text: 'This is an inquiry: the bank has taken no money back. You can answer it in Stripe, or refund the customer. If nobody answers, it may become a dispute, which costs a fee.',
  },
  held: {
    subject: 'Disputed payment',
    heading: 'A payment is disputed',
    text: 'The customer’s bank has taken the money back for now. Please send Stripe the evidence before its deadline; without it the dispute is lost.',
  },
  lost: {
    subject: 'Lost dispute',
    heading: 'A dispute is lost',
    text: 'The customer’s bank has taken the money back. The loss counts as a refund of this amount.',
  },
  closed: {
    subject: 'Closed dispute',
    heading: 'A dispute is closed',
    text: 'The dispute ended without a loss. There is nothing to do.',
  },
  regained: {
    subject: 'Won dispute',
    heading: 'A lost dispute is won after all',
    text: 'The bank has returned the money, so the order counts as paid again. A debit note reverses the credit note of the loss, and the customer has the loyalty points again. If you have stopped the order, you can resume it.',
  },
};

/** Sent to the sales team when a dispute is opened, an inquiry becomes a chargeback, or a lost dispute is won after all. */
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
          { label: 'Customer', value: toOneLine(customerName, 200) },
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
