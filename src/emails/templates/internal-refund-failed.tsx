import { ActionButton } from '../components/action-button.tsx';
import { Details } from '../components/details.tsx';
import { Paragraph } from '../components/prose.tsx';
import { Layout } from '../layout.tsx';
import type { Message } from '../message.ts';
import { oneLine } from '../one-line.ts';

export interface FailedRefundNotice {
  orderNumber: string;
  customerName: string;
  /** As people write it: £1,499.99. */
  amount: string;
  debitNoteNumber: string;
  /** The order in the admin UI. */
  adminUrl: string;
}

/** To the sales team when a refund could not be paid out after all. */
export const internalRefundFailed: Message<FailedRefundNotice> = {
  subject: ({ amount, orderNumber }) => `Refund of ${amount} failed (${orderNumber})`,
  Body: ({ orderNumber, customerName, amount, debitNoteNumber, adminUrl }) => (
    <Layout
      preview={`${amount} · ${orderNumber}`}
      heading="A refund failed"
      reason="This internal alert goes to the sales team."
    >
      <Paragraph>
        The customer’s bank did not accept the refund, and the money is back with us. The customer has been told. Please
        agree on another way to pay, or refund again.
      </Paragraph>
      <Details
        details={[
          { label: 'Order', value: <strong>{orderNumber}</strong> },
          { label: 'Customer', value: oneLine(customerName, 200) },
          { label: 'Not paid out', value: amount },
          { label: 'Debit note', value: debitNoteNumber },
        ]}
      />
      <ActionButton href={adminUrl} label="Open the order" />
    </Layout>
  ),
  sample: {
    orderNumber: 'LW-1000042',
    customerName: 'Amelia Hartley',
    amount: '£999.98',
    debitNoteNumber: 'DN-2026-000003',
    adminUrl: 'https://admin.lomashwood.co.uk/admin/collections/orders/019311ce-6a00-7000-8000-4f2d7c1b9e55',
  },
};
