import type { CollectionConfig } from 'payload';
import { collectionAccess, staff } from '../access/access.ts';
import { guardStatus } from '../hooks/sales/guard-status.ts';
import { PAYMENT_STATUSES } from '../services/sales/state-machine.ts';
import { moment } from './fields/moment.ts';
import { currencyField, moneyField } from './fields/money.ts';

const kept = { access: { read: () => false }, hidden: true } as const;

/** One payment of an order by card, a PaymentIntent at Stripe. What Stripe says moves it; nobody edits it. */
export const payments: CollectionConfig<'payments'> = {
  slug: 'payments',
  defaultSort: '-createdAt',
  admin: {
    group: 'Sales',
    useAsTitle: 'stripePaymentIntentId',
    defaultColumns: ['createdAt', 'paidAt', 'status', 'amount', 'refundedAmount', 'order', 'failureMessage'],
    listSearchableFields: ['stripePaymentIntentId'],
    description: 'Payments by card. Read only: Stripe tells how they go.',
    components: { beforeListTable: ['/src/admin/lists/ready-lists.tsx#ReadyLists'] },
  },
  access: collectionAccess({ read: staff('sales') }),
  hooks: { beforeChange: [guardStatus('payments')] },
  fields: [
    { name: 'order', type: 'relationship', relationTo: 'orders', required: true, index: true },
    {
      name: 'status',
      type: 'select',
      required: true,
      defaultValue: 'PENDING',
      index: true,
      options: [...PAYMENT_STATUSES],
      admin: { components: { Cell: '/src/admin/cells/sale-status.tsx#PaymentStatusCell' } },
    },
    {
      type: 'row',
      fields: [moneyField('amount'), moneyField('refundedAmount', { label: 'Refunded', defaultValue: 0 })],
    },
    currencyField,
    { name: 'stripePaymentIntentId', type: 'text', label: 'PaymentIntent', unique: true, index: true },
    {
      type: 'row',
      fields: [
        { name: 'failureCode', type: 'text' },
        { name: 'failureMessage', type: 'text' },
      ],
    },
    {
      name: 'paidAt',
      type: 'date',
      admin: moment,
    },
    // What the customer's browser pays with; it goes to the owner of the order alone.
    { name: 'clientSecret', type: 'text', ...kept },
    { name: 'claimedUntil', type: 'date', ...kept },
    { name: 'checkedAt', type: 'date', ...kept },
    // The time of Stripe's newest event so far: an older one that comes late says nothing new.
    { name: 'eventAt', type: 'date', ...kept },
    { name: 'pointsPerPound', type: 'number', ...kept },
  ],
};
