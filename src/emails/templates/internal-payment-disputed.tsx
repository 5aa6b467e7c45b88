import { ActionButton } from '../components/action-button.tsx';
import { Details } from '../components/details.tsx';
import { Paragraph } from '../components/prose.tsx';
import { Layout } from '../layout.tsx';
import type { Message } from '../message.ts';
import { oneLine } from '../one-line.ts';

export interface DisputedPayment {
  orderNumber: string;
  customerName: string;
  /** As people write it: £1,499.99. */
  amount: string;
  /** Stripe's word for it, such as `fraudulent`. */
  disputeReason: string;
  disputeId: string;
  /** The order in the admin UI. */
  adminUrl: string;
}

/** To the sales team when a customer disputes a payment at the bank. */
export const internalPaymentDisputed: Message<DisputedPayment> = {
  subject: ({ amount, orderNumber }) => `Disputed payment of ${amount} (${orderNumber})`,
  Body: ({ orderNumber, customerName, amount, disputeReason, disputeId, adminUrl }) => (
    <Layout
      preview={`${amount} · ${orderNumber}`}
      heading="A payment is disputed"
      reason="This internal alert goes to the sales team."
    >
      <Paragraph>
        The customer’s bank has taken the money back for now. Please send Stripe the evidence before its deadline;
        without it the dispute is lost.
      </Paragraph>
      <Details
        details={[
          { label: 'Order', value: <strong>{orderNumber}</strong> },
          { label: 'Customer', value: oneLine(customerName, 200) },
          { label: 'Amount', value: amount },
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
    amount: '£2,999.98',
    disputeReason: 'fraudulent',
    disputeId: 'du_1PmK2eLkdIwHu7ix1a2b3c4d',
    adminUrl: 'https://admin.lomashwood.co.uk/admin/collections/orders/019311ce-6a00-7000-8000-4f2d7c1b9e55',
  },
};
