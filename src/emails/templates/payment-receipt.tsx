import { Details } from '../components/details.tsx';
import { Lines } from '../components/lines.tsx';
import { Note, Paragraph } from '../components/prose.tsx';
import { greeting } from '../greeting.ts';
import { Layout } from '../layout.tsx';
import type { Message } from '../message.ts';
import { oneLine } from '../one-line.ts';

export interface PaidOrder {
  firstName: string;
  orderNumber: string;
  /** As people write it: £1,499.99. */
  amount: string;
  invoiceNumber: string;
  items: { title: string; quantity: number }[];
}

/** To the customer when an order is paid; the invoice is attached. */
export const paymentReceipt: Message<PaidOrder> = {
  subject: ({ amount, orderNumber }) => `Thank you for your payment of ${amount} (${orderNumber})`,
  Body: ({ firstName, orderNumber, amount, invoiceNumber, items }) => (
    <Layout
      preview={`${amount} · ${orderNumber}`}
      heading="Your order is confirmed"
      reason="You receive this because an order was paid from your account."
    >
      <Paragraph>{greeting(firstName)}</Paragraph>
      <Paragraph>Thank you, we have received your payment. Your invoice is attached.</Paragraph>
      <Details
        details={[
          { label: 'Order', value: <strong>{orderNumber}</strong> },
          { label: 'Items', value: <Lines lines={items.map(lineOf)} /> },
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

const lineOf = ({ title, quantity }: PaidOrder['items'][number]) => `${quantity} × ${oneLine(title, 120)}`;
