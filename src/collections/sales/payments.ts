import type { CollectionConfig } from 'payload';
import { collectionAccess, ownRowsOrRoles, rolesOrAdmin } from '../../access/access.ts';
import { guardStatus } from '../../hooks/sales/guard-status.ts';
import { INVOICE_KINDS } from '../../services/sales/issue-invoice.ts';
import { PAYMENT_STATUSES } from '../../services/sales/statuses.ts';
import { formOnlyField, titleOfRelated } from '../fields/ui-fields.ts';
import { currencyField, dateTimeAdmin, moneyField, validateWholeNumber } from '../fields/value-fields.ts';

const neverShown = { access: { read: () => false }, hidden: true } as const;

/**
 * Card payments of orders. Each payment has at most one PaymentIntent at Stripe. The status of a payment comes from
 * Stripe, except that cancelling an order also cancels its payment. Nobody edits the status.
 */
export const payments: CollectionConfig<'payments'> = {
  slug: 'payments',
  defaultSort: '-createdAt',
  admin: {
    group: 'Sales',
    useAsTitle: 'title',
    defaultColumns: ['createdAt', 'paidAt', 'status', 'amount', 'refundedAmount', 'order', 'failureMessage'],
    listSearchableFields: ['stripePaymentIntentId', 'order.orderNumber', 'order.billingName'],
    description: 'Card payments. Read only: their status comes from Stripe.',
    components: { beforeListTable: ['/src/admin/shared/list-preset-bar.tsx#ListPresets'] },
  },
  access: collectionAccess({ read: rolesOrAdmin('sales') }),
  hooks: { beforeChange: [guardStatus('payments')] },
  // The title is read through this relationship.
  forceSelect: { order: true },
  fields: [
    titleOfRelated('order.title'),
    { name: 'order', type: 'relationship', relationTo: 'orders', required: true, index: true },
    {
      name: 'status',
      type: 'select',
      required: true,
      defaultValue: 'PENDING',
      index: true,
      options: [...PAYMENT_STATUSES],
      admin: { components: { Cell: '/src/admin/sales/cells.tsx#PaymentStatusCell' } },
    },
    {
      type: 'row',
      fields: [moneyField('amount'), moneyField('refundedAmount', { label: 'Refunded', defaultValue: 0 })],
    },
    currencyField,
    { name: 'stripePaymentIntentId', type: 'text', label: 'Payment number at Stripe', unique: true, index: true },
    {
      type: 'row',
      fields: [
        { name: 'failureCode', type: 'text', label: 'Failure code at Stripe' },
        { name: 'failureMessage', type: 'text' },
      ],
    },
    {
      name: 'paidAt',
      type: 'date',
      admin: dateTimeAdmin,
    },
    // The customer's browser pays with this secret. Only the owner of the order may receive it.
    { name: 'clientSecret', type: 'text', ...neverShown },
    { name: 'claimedUntil', type: 'date', ...neverShown },
    { name: 'checkedAt', type: 'date', ...neverShown },
    // Time of the newest Stripe event applied so far; older events that arrive late are ignored.
    { name: 'eventAt', type: 'date', ...neverShown },
    { name: 'pointsPerPound', type: 'number', validate: validateWholeNumber, ...neverShown },
  ],
};

/**
 * Invoices, credit notes and debit notes, numbered without gaps. A database trigger prevents changes and deletions. It allows
 * only adding the PDF, and erasing the customer.
 */
export const invoices: CollectionConfig<'invoices'> = {
  slug: 'invoices',
  defaultSort: '-issuedAt',
  admin: {
    group: 'Sales',
    useAsTitle: 'number',
    defaultColumns: ['number', 'issuedAt', 'total', 'vat', 'order', 'billingName'],
    listSearchableFields: ['number', 'billingName'],
    description: 'Invoices, credit notes and debit notes. Nobody can change or delete them.',
  },
  access: collectionAccess({ read: ownRowsOrRoles('customer', 'sales') }),
  fields: [
    { name: 'number', type: 'text', required: true, unique: true, index: true },
    { name: 'kind', type: 'select', required: true, options: [...INVOICE_KINDS] },
    { name: 'order', type: 'relationship', relationTo: 'orders', required: true, index: true },
    { name: 'payment', type: 'relationship', relationTo: 'payments', required: true, index: true },
    { name: 'customer', type: 'relationship', relationTo: 'customers', index: true },
    {
      name: 'issuedAt',
      type: 'date',
      required: true,
      index: true,
      admin: dateTimeAdmin,
    },
    {
      type: 'row',
      fields: [moneyField('subtotal', { label: 'Net' }), moneyField('vat', { label: 'VAT' }), moneyField('total')],
    },
    { name: 'vatRate', type: 'number', required: true, label: 'VAT rate (%)' },
    currencyField,
    { name: 'billingName', type: 'text', required: true, label: 'Name' },
    { name: 'billingAddress', type: 'textarea' },
    {
      name: 'reference',
      type: 'text',
      admin: { description: 'The Stripe refund or dispute that this document is for.' },
    },
    { name: 'seller', type: 'json', required: true, admin: { hidden: true } },
    { name: 'lines', type: 'json', required: true, admin: { hidden: true } },
    { name: 'pdf', type: 'text', access: { read: () => false }, hidden: true },
    formOnlyField('document', '/src/admin/sales/order-panel.tsx#InvoiceLink'),
  ],
};
