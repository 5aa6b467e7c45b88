import { z } from 'zod';
import { toPence } from '../../lib/money.ts';
import { ORDER_STATUSES, PAYMENT_STATUSES, REFUND_REASONS } from '../../services/sales/statuses.ts';

const instant = z.iso.datetime();
const money = z.number().min(0);
const currency = z.literal('GBP');
const enumFromOptions = <T extends string>(options: readonly { value: T }[]) =>
  z.enum(options.map(({ value }) => value) as [T, ...T[]]);

export const orderStatus = enumFromOptions(ORDER_STATUSES);

export const refundReason = enumFromOptions(REFUND_REASONS);

/** An amount in pounds with at most two decimals, parsed to pence. */
export const poundsInput = z
  .number()
  .positive()
  .max(999_999.99)
  .transform((pounds, context) => {
    const pence = toPence(pounds);
    if (pence === undefined)
      context.addIssue({ code: 'custom', message: 'Send an amount in pounds with at most two decimals.' });
    return pence ?? z.NEVER;
  })
  .meta({ example: 1499.99 });

const prices = {
  items: z.array(z.object({ productId: z.uuid().nullable(), title: z.string(), quantity: z.int(), unitPrice: money })),
  ...{ subtotal: money, vat: money, total: money, currency },
};

export const createdOrder = z.object({
  orderId: z.uuid(),
  orderNumber: z.string(),
  status: z.literal('PENDING'),
  ...prices,
});

const invoice = z.object({
  invoiceId: z.uuid(),
  number: z.string(),
  issuedAt: instant,
  total: money,
  currency,
  url: z.string(),
});

/** The shape of an order with its payments and invoice (docs/spec/api.md#4-orders-and-payments). */
export const order = z.object({
  orderId: z.uuid(),
  orderNumber: z.string(),
  status: orderStatus,
  ...prices,
  billingAddress: z.string().nullable(),
  notes: z.string().nullable(),
  paymentDueAt: instant,
  createdAt: instant,
  payments: z.array(
    z.object({
      paymentId: z.uuid(),
      status: enumFromOptions(PAYMENT_STATUSES),
      amount: money,
      refundedAmount: money,
      currency,
      failureCode: z.string().nullable(),
      failureMessage: z.string().nullable(),
      createdAt: instant,
    }),
  ),
  invoice: invoice.nullable(),
  creditNotes: z.array(invoice),
  debitNotes: z.array(invoice),
});

export const orderPage = z.object({
  data: z.array(order),
  nextCursor: z.string().nullable(),
  hasNextPage: z.boolean(),
});

export const refund = z.object({ refundId: z.string(), amount: money, currency, status: z.string() });
