import type { CollectionConfig } from 'payload';
import { collectionAccess, ownRowsOrRoles } from '../../access/access.ts';
import { titleOfRelated } from '../fields/ui-fields.ts';
import { validateWholeNumber } from '../fields/value-fields.ts';

const common = { group: 'Sales' } as const;

/** Loyalty points of a customer. The database keeps the balance equal to the sum of the account's entries. */
export const loyaltyAccounts: CollectionConfig<'loyalty-accounts'> = {
  slug: 'loyalty-accounts',
  labels: { singular: 'Loyalty account', plural: 'Loyalty accounts' },
  admin: {
    ...common,
    useAsTitle: 'title',
    listSearchableFields: ['customer.name', 'customer.email'],
    defaultColumns: ['customer', 'balance', 'updatedAt'],
    description: 'The loyalty points of customers. Read only.',
  },
  access: collectionAccess({ read: ownRowsOrRoles('customer', 'sales') }),
  forceSelect: { customer: true },
  fields: [
    titleOfRelated('customer.name'),
    { name: 'customer', type: 'relationship', relationTo: 'customers', required: true },
    { name: 'balance', type: 'number', required: true, defaultValue: 0, validate: validateWholeNumber },
  ],
};

/** Entries of loyalty accounts. An event adds at most one entry for each reason. */
export const loyaltyEntries: CollectionConfig<'loyalty-entries'> = {
  slug: 'loyalty-entries',
  labels: { singular: 'Loyalty entry', plural: 'Loyalty entries' },
  defaultSort: '-createdAt',
  admin: {
    ...common,
    useAsTitle: 'title',
    listSearchableFields: ['account.customer.name', 'order.orderNumber'],
    defaultColumns: ['createdAt', 'account', 'points', 'reason', 'order'],
    description: 'Points earned and taken back. Read only.',
  },
  access: collectionAccess({ read: ownRowsOrRoles('account.customer', 'sales') }),
  forceSelect: { account: true },
  fields: [
    titleOfRelated('account.customer.name'),
    { name: 'account', type: 'relationship', relationTo: 'loyalty-accounts', required: true, index: true },
    { name: 'points', type: 'number', required: true, validate: validateWholeNumber },
    {
      name: 'reason',
      type: 'select',
      required: true,
      options: [
        { value: 'EARNED', label: 'Earned' },
        { value: 'CLAWED_BACK', label: 'Taken back' },
        { value: 'RESTORED', label: 'Given back' },
      ],
    },
    { name: 'order', type: 'relationship', relationTo: 'orders', index: true },
    { name: 'eventId', type: 'text', required: true },
  ],
};
