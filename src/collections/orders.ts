import type { CollectionConfig } from 'payload';
import { collectionAccess, ownOr } from '../access/access.ts';
import { guardStatus } from '../hooks/sales/guard-status.ts';
import { ORDER_STATUSES } from '../services/sales/state-machine.ts';
import { historyField } from './fields/history.ts';
import { moment } from './fields/moment.ts';
import { currencyField, moneyField } from './fields/money.ts';
import { formOnly } from './fields/parts-of-view.ts';

/** What customers have ordered. The system alone writes it: prices are frozen when the order is made. */
export const orders: CollectionConfig<'orders'> = {
  slug: 'orders',
  defaultSort: '-createdAt',
  admin: {
    group: 'Sales',
    useAsTitle: 'orderNumber',
    defaultColumns: ['orderNumber', 'status', 'total', 'billingName', 'createdAt'],
    pagination: { defaultLimit: 25 },
    listSearchableFields: ['orderNumber', 'billingName', 'customer.email', 'customer.phone'],
    description: 'Orders of the website. Prices are those of the moment of the order, VAT included.',
    components: {
      beforeListTable: ['/src/admin/lists/ready-lists.tsx#ReadyLists', '/src/admin/sales/order-sums.tsx#OrderSums'],
    },
  },
  access: collectionAccess({ read: ownOr('customer', 'sales') }),
  hooks: { beforeChange: [guardStatus('orders')] },
  fields: [
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
        components: { Cell: '/src/admin/cells/sale-status.tsx#OrderStatusCell' },
      },
    },
    { name: 'customer', type: 'relationship', relationTo: 'customers', index: true, admin: { position: 'sidebar' } },
    {
      name: 'paymentDueAt',
      type: 'date',
      required: true,
      label: 'To be paid until',
      admin: {
        position: 'sidebar',
        description: 'Then the order is cancelled and its stock is free again.',
        ...moment,
      },
    },
    {
      name: 'items',
      type: 'array',
      required: true,
      admin: {
        initCollapsed: true,
        components: { RowLabel: '/src/admin/row-labels/order-item-label.tsx#OrderItemLabel' },
      },
      fields: [
        { name: 'product', type: 'relationship', relationTo: 'products', index: true },
        { name: 'title', type: 'text', required: true },
        { name: 'quantity', type: 'number', required: true, min: 1 },
        moneyField('unitPrice', { label: 'Price of one' }),
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
    { name: 'notes', type: 'textarea', maxLength: 2000 },
    formOnly('history', '/src/admin/sales/order-panel.tsx#OrderPanel'),
    historyField,
  ],
};
