import type { CollectionConfig } from 'payload';
import { collectionAccess, ownOr, systemField } from '../access/access.ts';
import { customerBearer } from '../services/identity/bearer-strategy.ts';
import { refuseAuthRoutes } from '../services/identity/refuse-auth-routes.ts';
import { nameField } from './fields/name.ts';
import { formOnly } from './fields/parts-of-view.ts';
import { ukPhoneField } from './fields/uk-phone.ts';

/**
 * Customers of the website. They sign in through `/v1/auth` with tokens of their own, which open nothing of the admin UI;
 * the password hash lives in a table apart.
 */
export const customers: CollectionConfig<'customers'> = {
  slug: 'customers',
  admin: {
    group: 'Customers',
    useAsTitle: 'email',
    defaultColumns: ['email', 'firstName', 'lastName', 'phone', 'emailVerified', 'createdAt'],
    listSearchableFields: ['email', 'firstName', 'lastName', 'phone'],
    description: 'People who registered on the website. They change their own details there.',
  },
  auth: { disableLocalStrategy: true, strategies: [customerBearer] },
  access: collectionAccess({ read: ownOr('id', 'sales') }),
  endpoints: [...refuseAuthRoutes],
  graphQL: { disableMutations: true },
  fields: [
    formOnly('history', '/src/admin/customers/customer-panel.tsx#CustomerPanel'),
    {
      name: 'email',
      type: 'email',
      required: true,
      unique: true,
      index: true,
      access: systemField,
      admin: { position: 'sidebar' },
    },
    nameField('firstName', { position: 'sidebar' }),
    nameField('lastName', { position: 'sidebar' }),
    ukPhoneField({ position: 'sidebar' }),
    {
      name: 'emailVerified',
      type: 'checkbox',
      label: 'E-mail verified',
      defaultValue: false,
      access: systemField,
      admin: { position: 'sidebar', components: { Cell: '/src/admin/cells/yes-no.tsx#YesNoCell' } },
    },
    { name: 'marketingConsent', type: 'checkbox', defaultValue: false, admin: { position: 'sidebar' } },
  ],
};
