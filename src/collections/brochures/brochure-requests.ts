import type { CollectionConfig } from 'payload';
import { collectionAccess, rolesOrAdmin, systemField } from '../../access/access.ts';
import { emitBrochureRequested } from '../../hooks/brochures/brochures.ts';
import { DELIVERY_PROBLEMS } from '../../services/brochures/brochure-delivery.ts';
import { emailField, nameField, ukPhoneField, ukPostcodeField } from '../fields/contact-fields.ts';
import { formOnlyField, hiddenInForm, listOnlyField, rowTitleField } from '../fields/ui-fields.ts';
import { dateTimeAdmin } from '../fields/value-fields.ts';

/** Options of fields that appear only in the list and its filters. The form shows the delivery panel instead. */
const listColumn = { condition: hiddenInForm };
const listMomentColumn = { ...listColumn, ...dateTimeAdmin };

/** Brochure requests and their delivery. The website and staff create them; only the system updates them. */
export const brochureRequests: CollectionConfig<'brochure-requests'> = {
  slug: 'brochure-requests',
  labels: { singular: 'Brochure request', plural: 'Brochure requests' },
  disableDuplicate: true,
  defaultSort: '-createdAt',
  admin: {
    group: 'Brochures',
    useAsTitle: 'name',
    defaultColumns: ['createdAt', 'delivery', 'name', 'email', 'phone', 'postcode', 'brochure'],
    pagination: { defaultLimit: 25 },
    listSearchableFields: ['email', 'firstName', 'lastName', 'phone', 'postcode'],
    description:
      'Requests from the website, and those that you create for customers on the phone. The brochure is sent automatically; you can send it again.',
    components: {
      beforeListTable: [
        '/src/admin/shared/list-preset-bar.tsx#ListPresets',
        '/src/admin/brochures/delivery.tsx#WaitingNotice',
      ],
    },
  },
  access: collectionAccess({ read: rolesOrAdmin('sales'), create: rolesOrAdmin('sales') }),
  hooks: { afterChange: [emitBrochureRequested] },
  fields: [
    formOnlyField('deliveryPanel', '/src/admin/brochures/delivery.tsx#DeliveryPanel'),
    listOnlyField('delivery', '/src/admin/brochures/delivery.tsx#DeliveryCell'),
    rowTitleField('name'),
    {
      type: 'row',
      fields: [nameField('firstName'), nameField('lastName')],
    },
    { type: 'row', fields: [emailField, ukPhoneField({ required: false })] },
    {
      type: 'row',
      fields: [{ name: 'address', type: 'textarea', maxLength: 2000 }, ukPostcodeField({ required: false })],
    },
    {
      name: 'brochure',
      type: 'relationship',
      relationTo: 'brochures',
      index: true,
      access: systemField,
      admin: { position: 'sidebar', description: 'The brochure that was sent most recently.' },
    },
    {
      name: 'deliveredAt',
      type: 'date',
      label: 'Delivered',
      index: true,
      access: systemField,
      admin: listMomentColumn,
    },
    {
      name: 'problem',
      type: 'select',
      options: [...DELIVERY_PROBLEMS],
      index: true,
      access: systemField,
      admin: listColumn,
    },
    {
      name: 'resendingSince',
      type: 'date',
      label: 'Waiting to be sent again since',
      access: systemField,
      admin: listMomentColumn,
    },
    { name: 'sentAgainAt', type: 'date', label: 'Sent again', access: systemField, admin: listMomentColumn },
    formOnlyField('dataProtection', '/src/admin/identity/customer-panel.tsx#PersonPanel'),
  ],
};
