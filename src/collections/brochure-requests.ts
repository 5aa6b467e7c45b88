import type { CollectionConfig } from 'payload';
import { collectionAccess, staff, systemField } from '../access/access.ts';
import { sendRequested } from '../hooks/brochures/send-requested.ts';
import { DELIVERY_PROBLEMS } from '../services/brochures/delivery-problems.ts';
import { emailField } from './fields/email.ts';
import { moment } from './fields/moment.ts';
import { nameField } from './fields/name.ts';
import { formOnly, hiddenInForm, listOnly } from './fields/parts-of-view.ts';
import { ukPhoneField } from './fields/uk-phone.ts';
import { ukPostcodeField } from './fields/uk-postcode.ts';

/** For the list and its filters; in the form the panel says all of it. */
const listed = { condition: hiddenInForm };
const listedMoment = { ...listed, ...moment };

/** Who has asked for a brochure, and what has become of it. The website and staff make them, the system keeps them. */
export const brochureRequests: CollectionConfig<'brochure-requests'> = {
  slug: 'brochure-requests',
  labels: { singular: 'Brochure request', plural: 'Brochure requests' },
  defaultSort: '-createdAt',
  admin: {
    group: 'Brochures',
    useAsTitle: 'email',
    defaultColumns: ['createdAt', 'delivery', 'customerName', 'email', 'phone', 'postcode', 'brochure'],
    pagination: { defaultLimit: 25 },
    listSearchableFields: ['email', 'firstName', 'lastName', 'phone', 'postcode'],
    description:
      'Requests of the website, and of callers for whom you make one here. The brochure goes out by itself, and can be sent again.',
    components: {
      beforeListTable: [
        '/src/admin/lists/ready-lists.tsx#ReadyLists',
        '/src/admin/brochures/waiting-notice.tsx#WaitingNotice',
      ],
    },
  },
  access: collectionAccess({ read: staff('sales'), create: staff('sales') }),
  hooks: { afterChange: [sendRequested] },
  fields: [
    formOnly('deliveryPanel', '/src/admin/brochures/delivery-panel.tsx#DeliveryPanel'),
    listOnly('delivery', '/src/admin/cells/delivery.tsx#DeliveryCell'),
    listOnly('customerName', '/src/admin/cells/customer-name.tsx#CustomerNameCell', 'Name'),
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
      admin: { position: 'sidebar', description: 'The one that was sent last.' },
    },
    {
      name: 'deliveredAt',
      type: 'date',
      label: 'Delivered',
      index: true,
      access: systemField,
      admin: listedMoment,
    },
    {
      name: 'problem',
      type: 'select',
      options: [...DELIVERY_PROBLEMS],
      index: true,
      access: systemField,
      admin: listed,
    },
    {
      name: 'resendingSince',
      type: 'date',
      label: 'To be sent again since',
      access: systemField,
      admin: listedMoment,
    },
    { name: 'sentAgainAt', type: 'date', label: 'Sent again', access: systemField, admin: listedMoment },
    formOnly('dataProtection', '/src/admin/customers/person-panel.tsx#PersonPanel'),
  ],
};
