import type { CollectionConfig } from 'payload';
import { collectionAccess, ownRowsOrRoles } from '../../access/access.ts';
import { guardStatus } from '../../hooks/sales/guard-status.ts';
import { ORDER_STATUSES } from '../../services/sales/statuses.ts';
import { formOnlyField, historyField, rowTitleField, staffNotesFields } from '../fields/ui-fields.ts';
import { currencyField, dateTimeAdmin, moneyField, validateWholeNumber } from '../fields/value-fields.ts';

/** Orders of customers. Only the system writes orders, so prices stay as they were when the order was placed. */
export const orders: CollectionConfig<'orders'> = {
  slug: 'orders',
  defaultSort: '-createdAt',
  admin: {
    group: 'Sales',
    useAsTitle: 'title',
    defaultColumns: ['orderNumber', 'status', 'total', 'billingName', 'createdAt'],
    pagination: { defaultLimit: 25 },
    listSearchableFields: ['orderNumber', 'billingName', 'customer.email', 'customer.phone'],
    description: 'Orders from the website. Prices are as they were when the order was placed, including VAT.',
    components: {
      beforeListTable: [
        '/src/admin/shared/list-preset-bar.tsx#ListPresets',
        '/src/admin/sales/order-panel.tsx#OrderSums',
      ],
    },
  },
  access: collectionAccess({ read: ownRowsOrRoles('customer', 'sales') }),
  hooks: { beforeChange: [guardStatus('orders')] },
  fields: [
    rowTitleField('title', { disableListColumn: true, disableListFilter: true }),
    {
      name: 'orderNumber',
      type: 'text',
      required: true,
      unique: true,
      index: true,
      admin: { position: 'sidebar' },
    },
    {
      name: 'status',
      type: 'select',
      required: true,
      defaultValue: 'PENDING',
      index: true,
      options: [...ORDER_STATUSES],
      admin: {
        position: 'sidebar',
        components: { Cell: '/src/admin/sales/cells.tsx#OrderStatusCell' },
      },
    },
    { name: 'customer', type: 'relationship', relationTo: 'customers', index: true, admin: { position: 'sidebar' } },
    {
      name: 'paymentDueAt',
      type: 'date',
      required: true,
      label: 'Payment due by',
      admin: {
        position: 'sidebar',
        description: 'If the order is not paid by then, it is cancelled and its stock is released.',
        ...dateTimeAdmin,
      },
    },
    {
      name: 'items',
      type: 'array',
      required: true,
      admin: {
        components: { Field: '/src/admin/sales/order-fields.tsx#OrderItems' },
      },
      fields: [
        { name: 'product', type: 'relationship', relationTo: 'products', index: true },
        { name: 'title', type: 'text', required: true },
        { name: 'quantity', type: 'number', required: true, min: 1, validate: validateWholeNumber },
        moneyField('unitPrice', { label: 'Unit price' }),
      ],
    },
    {
      type: 'row',
      fields: [
        moneyField('subtotal', { label: 'Net' }),
        moneyField('vat', { label: 'VAT' }),
        moneyField('total', { index: true }),
      ],
    },
    { name: 'vatRate', type: 'number', required: true, label: 'VAT rate (%)', admin: { hidden: true } },
    currencyField,
    { name: 'billingName', type: 'text', required: true, label: 'Name' },
    { name: 'billingAddress', type: 'textarea', maxLength: 2000 },
    { name: 'notes', type: 'textarea', maxLength: 2000, label: 'Notes of the customer' },
    ...staffNotesFields,
    formOnlyField('history', '/src/admin/sales/order-panel.tsx#OrderPanel'),
    historyField,
  ],
};
