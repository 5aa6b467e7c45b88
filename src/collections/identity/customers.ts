import type { CollectionBeforeOperationHook, CollectionConfig } from 'payload';
import { collectionAccess, ownRowsOrRoles, systemField } from '../../access/access.ts';
import { customerBearerStrategy } from '../../access/customer-token.ts';
import { searchContacts } from '../../hooks/identity/people.ts';
import { refuseAuthRoutes } from '../../services/identity/refuse-auth-routes.ts';
import { nameField, ukPhoneField } from '../fields/contact-fields.ts';
import { formOnlyField, rowTitleField, staffNotesFields } from '../fields/ui-fields.ts';

/**
 * Customers of the website. They sign in through `/v1/auth` with their own tokens, which give no access to the admin UI. Password
 * hashes are stored in a separate table.
 */
export const customers: CollectionConfig<'customers'> = {
  slug: 'customers',
  admin: {
    group: 'People',
    useAsTitle: 'name',
    defaultColumns: ['name', 'email', 'phone', 'emailVerified', 'createdAt'],
    listSearchableFields: ['email', 'firstName', 'lastName', 'phone'],
    description: 'People who registered on the website. They change their own details there.',
  },
  auth: { disableLocalStrategy: true, strategies: [customerBearerStrategy] },
  access: collectionAccess({ read: ownRowsOrRoles('id', 'sales') }),
  hooks: { beforeOperation: [searchContacts as CollectionBeforeOperationHook<'customers'>] },
  endpoints: [...refuseAuthRoutes],
  graphQL: { disableMutations: true },
  fields: [
    ...staffNotesFields,
    formOnlyField('history', '/src/admin/identity/customer-panel.tsx#CustomerPanel'),
    {
      name: 'email',
      type: 'email',
      required: true,
      unique: true,
      index: true,
      access: systemField,
      admin: { position: 'sidebar' },
    },
    rowTitleField('name'),
    nameField('firstName', { position: 'sidebar' }),
    nameField('lastName', { position: 'sidebar' }),
    ukPhoneField({ position: 'sidebar' }),
    {
      name: 'emailVerified',
      type: 'checkbox',
      label: 'E-mail verified',
      defaultValue: false,
      access: systemField,
      admin: { position: 'sidebar', components: { Cell: '/src/admin/shared/cells.tsx#YesNoCell' } },
    },
    { name: 'marketingConsent', type: 'checkbox', defaultValue: false, admin: { position: 'sidebar' } },
  ],
};
