import { pricesOf } from './create-order.ts';
import { toPounds } from './money.ts';
import type { InvoiceRow, OrderRow, PaymentRow } from './read-order.ts';

const currency = 'GBP' as const;

const paymentView = ({ amount, refundedAmount, ...payment }: PaymentRow) => ({
  ...payment,
  ...{ amount: toPounds(amount), refundedAmount: toPounds(refundedAmount), currency },
});

const invoiceView = ({ invoiceId, number, issuedAt, total }: InvoiceRow) => ({
  ...{ invoiceId, number, issuedAt, total: toPounds(total), currency },
  url: `/v1/invoices/${invoiceId}.pdf`,
});

/** An order as `/v1` shows it (api.md §4). */
export function orderView(order: OrderRow) {
  const { orderId, orderNumber, status, billingAddress, notes, paymentDueAt, createdAt, payments, invoices } = order;
  const ofKind = (kind: InvoiceRow['kind']) => invoices.filter((each) => each.kind === kind).map(invoiceView);
  return {
    ...{ orderId, orderNumber, status, ...pricesOf(order.items, order) },
    ...{ billingAddress, notes, paymentDueAt, createdAt },
    payments: payments.map(paymentView),
    invoice: ofKind('INVOICE')[0] ?? null,
    creditNotes: ofKind('CREDIT_NOTE'),
    debitNotes: ofKind('DEBIT_NOTE'),
  };
}
