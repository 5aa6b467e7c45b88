import type { CollectionConfig } from 'payload';
import { collectionAccess, ownOr } from '../access/access.ts';
import { INVOICE_KINDS } from '../services/sales/invoice-kinds.ts';
import { moment } from './fields/moment.ts';
import { currencyField, moneyField } from './fields/money.ts';
import { formOnly } from './fields/parts-of-view.ts';

/** Invoices and credit notes, numbered without gaps. Once issued they stay as they are, which the database guards. */
export const invoices: CollectionConfig<'invoices'> = {
  slug: 'invoices',
  defaultSort: '-issuedAt',
  admin: {
    group: 'Sales',
    useAsTitle: 'number',
    defaultColumns: ['number', 'issuedAt', 'total', 'vat', 'order', 'billingName'],
    listSearchableFields: ['number', 'billingName'],
    description: 'Invoices and credit notes. Nobody can change or delete them.',
  },
  access: collectionAccess({ read: ownOr('customer', 'sales') }),
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
      admin: moment,
    },
    {
      type: 'row',
      fields: [moneyField('subtotal', { label: 'Net' }), moneyField('vat', { label: 'VAT' }), moneyField('total')],
    },
    { name: 'vatRate', type: 'number', required: true, label: 'VAT rate (%)' },
    currencyField,
    { name: 'billingName', type: 'text', required: true, label: 'Name' },
    { name: 'billingAddress', type: 'textarea' },
    { name: 'reference', type: 'text', admin: { description: 'The refund or dispute at Stripe that it is about.' } },
    { name: 'seller', type: 'json', required: true, admin: { hidden: true } },
    { name: 'lines', type: 'json', required: true, admin: { hidden: true } },
    { name: 'pdf', type: 'text', access: { read: () => false }, hidden: true },
    formOnly('document', '/src/admin/sales/invoice-link.tsx#InvoiceLink'),
  ],
};
