import type { CollectionConfig } from 'payload';
import { anyone, collectionAccess, staff } from '../access/access.ts';
import { onlyRows } from '../hooks/only-rows.ts';
import { refuseDeletingUsed } from '../hooks/references/refuse-deleting-used.ts';
import { refuseDeletingUsedShowroom } from '../hooks/showrooms/refuse-deleting-used-showroom.ts';
import { requestSitemap } from '../hooks/showrooms/request-sitemap.ts';
import { DAYS } from '../services/appointments/weekdays.ts';
import { slugField } from './fields/slug.ts';
import { timeOfDayField } from './fields/time-of-day.ts';
import { ukPhoneField } from './fields/uk-phone.ts';
import { ukPostcodeField } from './fields/uk-postcode.ts';

/** Where customers visit us. */
export const showrooms: CollectionConfig<'showrooms'> = {
  slug: 'showrooms',
  admin: {
    group: 'Appointments',
    useAsTitle: 'name',
    defaultColumns: ['name', 'postcode', 'phone', 'updatedAt'],
    description: 'Our showrooms. Bookable hours are set under Availability; opening hours here are for the website.',
  },
  access: collectionAccess({ read: anyone, create: staff(), update: staff(), delete: staff() }),
  hooks: {
    beforeDelete: [refuseDeletingUsedShowroom, refuseDeletingUsed],
    afterChange: [requestSitemap],
    afterDelete: [requestSitemap],
  },
  fields: [
    { name: 'name', type: 'text', required: true, maxLength: 100 },
    slugField('The name in web addresses, for example "clapham".', 'name'),
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
      hooks: { beforeValidate: [onlyRows] },
      maxRows: 14,
      labels: { singular: 'Opening hours', plural: 'Opening hours' },
      admin: {
        initCollapsed: true,
        components: { RowLabel: '/src/admin/row-labels/hours-label.tsx#HoursLabel' },
      },
      fields: [
        { name: 'day', type: 'select', required: true, options: [...DAYS] },
        timeOfDayField('opens'),
        timeOfDayField('closes'),
      ],
    },
  ],
};
