import type { CollectionConfig } from 'payload';
import { adminsOnly, anyone, collectionAccess } from '../../access/access.ts';
import {
  dropRedirectFromShowroom,
  refuseDeletingUsedShowroom,
  requestSitemap,
} from '../../hooks/appointments/showrooms.ts';
import { validateArrayRows } from '../../hooks/errors.ts';
import { refuseDeletingUsed } from '../../hooks/references.ts';
import { WEEKDAYS } from '../../services/appointments/statuses.ts';
import { ukPhoneField, ukPostcodeField } from '../fields/contact-fields.ts';
import { slugField, toCopyTitle } from '../fields/document-fields.ts';
import { timeOfDayField } from '../fields/value-fields.ts';

/** Showrooms that customers visit. */
export const showrooms: CollectionConfig<'showrooms'> = {
  slug: 'showrooms',
  admin: {
    group: 'Appointments',
    useAsTitle: 'name',
    defaultColumns: ['name', 'postcode', 'phone', 'updatedAt'],
    description: 'Our showrooms. Bookable hours are set under Availability; opening hours here are for the website.',
  },
  access: collectionAccess({ read: anyone, create: adminsOnly, update: adminsOnly, delete: adminsOnly }),
  hooks: {
    beforeDelete: [refuseDeletingUsedShowroom, refuseDeletingUsed],
    afterChange: [dropRedirectFromShowroom, requestSitemap],
    afterDelete: [requestSitemap],
  },
  fields: [
    {
      name: 'name',
      type: 'text',
      required: true,
      maxLength: 100,
      hooks: { beforeDuplicate: [toCopyTitle(100)] },
    },
    slugField('Used in the web address, for example “clapham”.', 'name'),
    { name: 'address', type: 'textarea', required: true, maxLength: 500 },
    ukPostcodeField({ required: true }),
    ukPhoneField({}),
    {
      type: 'row',
      fields: [
        { name: 'latitude', type: 'number', min: -90, max: 90 },
        { name: 'longitude', type: 'number', min: -180, max: 180 },
      ],
    },
    {
      name: 'openingHours',
      type: 'array',
      hooks: { beforeValidate: [validateArrayRows] },
      maxRows: 14,
      labels: { singular: 'Opening hours', plural: 'Opening hours' },
      admin: {
        initCollapsed: true,
        components: { RowLabel: '/src/admin/appointments/form-parts.tsx#HoursLabel' },
      },
      fields: [
        { name: 'day', type: 'select', required: true, options: [...WEEKDAYS] },
        timeOfDayField('opens'),
        timeOfDayField('closes'),
      ],
    },
  ],
};
