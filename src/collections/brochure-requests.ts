import type { CollectionConfig } from 'payload';
import { collectionAccess, staff } from '../access/access.ts';
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

/** Who has asked for a brochure, and what has become of it. The website makes them, the system keeps them. */
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
    description: 'Requests of the website. The brochure goes out by itself; it can be sent again from the request.',
    components: {
      beforeListTable: [
        '/src/admin/lists/ready-lists.tsx#ReadyLists',
        '/src/admin/brochures/waiting-notice.tsx#WaitingNotice',
      ],
    },
  },
  access: collectionAccess({ read: staff('sales') }),
  fields: [
    formOnly('deliveryPanel', '/src/admin/brochures/delivery-panel.tsx#DeliveryPanel'),
    listOnly('delivery', '/src/admin/cells/delivery.tsx#DeliveryCell'),
    listOnly('customerName', '/src/admin/cells/customer-name.tsx#CustomerNameCell', 'Name'),
    {
      type: 'row',
      fields: [nameField('firstName'), nameField('lastName')],
    },
    { type: 'row', fields: [emailField, ukPhoneField({ required: true })] },
    {
      type: 'row',
      fields: [
        { name: 'address', type: 'textarea', required: true, maxLength: 2000 },
        ukPostcodeField({ required: true }),
      ],
    },
    {
      name: 'brochure',
      type: 'relationship',
      relationTo: 'brochures',
      index: true,
      admin: { position: 'sidebar', description: 'The one that was sent last.' },
    },
    {
      name: 'deliveredAt',
      type: 'date',
      label: 'Delivered',
      index: true,
      admin: listedMoment,
    },
    {
      name: 'problem',
      type: 'select',
      options: [...DELIVERY_PROBLEMS],
      index: true,
      admin: listed,
    },
    {
      name: 'resendingSince',
      type: 'date',
      label: 'To be sent again since',
      admin: listedMoment,
    },
    { name: 'sentAgainAt', type: 'date', label: 'Sent again', admin: listedMoment },
  ],
};
