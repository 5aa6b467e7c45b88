import type { CollectionConfig } from 'payload';
import { collectionAccess, ownOr } from '../access/access.ts';

const common = { group: 'Sales' } as const;

/** The points of a customer: always the sum of the account's entries, which the database keeps. */
export const loyaltyAccounts: CollectionConfig<'loyalty-accounts'> = {
  slug: 'loyalty-accounts',
  labels: { singular: 'Loyalty account', plural: 'Loyalty accounts' },
  admin: {
    ...common,
    defaultColumns: ['customer', 'balance', 'updatedAt'],
    description: 'Points of customers. Read only.',
  },
  access: collectionAccess({ read: ownOr('customer', 'sales') }),
  fields: [
    { name: 'customer', type: 'relationship', relationTo: 'customers', required: true },
    { name: 'balance', type: 'number', required: true, defaultValue: 0 },
  ],
};

/** Why an account has its points, entry by entry; each event counts once. */
export const loyaltyEntries: CollectionConfig<'loyalty-entries'> = {
  slug: 'loyalty-entries',
  labels: { singular: 'Loyalty entry', plural: 'Loyalty entries' },
  defaultSort: '-createdAt',
  admin: {
    ...common,
    defaultColumns: ['createdAt', 'account', 'points', 'reason', 'order'],
    description: 'Points earned and taken back. Read only.',
  },
  access: collectionAccess({ read: ownOr('account.customer', 'sales') }),
  fields: [
    { name: 'account', type: 'relationship', relationTo: 'loyalty-accounts', required: true, index: true },
    { name: 'points', type: 'number', required: true },
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
