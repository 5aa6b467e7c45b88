import type { GlobalConfig } from 'payload';
import { globalAccess } from '../../access/access.ts';
import { logGlobalChange } from '../../hooks/history/change-log.ts';
import { announceWebsite } from '../../hooks/settings/announce-website.ts';
import { createEmailField } from '../fields/contact-fields.ts';
import { historyField, readOnlyNotice, stableGroup } from '../fields/ui-fields.ts';
import { validateWholeNumber } from '../fields/value-fields.ts';
import { brandGroup, retentionGroup } from './groups.ts';
import { websiteGroup } from './website-group.ts';

/** Settings of the company: addresses, branding, website, sales and retention. */
export const settings: GlobalConfig<'settings'> = {
  slug: 'settings',
  admin: {
    group: 'Administration',
    description: 'Team addresses, company details, branding, the website, sales, and how long data are kept.',
  },
  access: globalAccess,
  hooks: { beforeChange: [logGlobalChange], afterChange: [announceWebsite] },
  fields: [
    readOnlyNotice,
    {
      name: 'teamEmails',
      type: 'group',
      label: 'Team addresses',
      admin: {
        description:
          'Alerts for a team go to its address here. If a team has none here, they go to its address in the server’s configuration.',
        components: stableGroup,
      },
      fields: [
        {
          type: 'row',
          fields: [
            createEmailField('kitchen', { required: false }),
            createEmailField('bedroom', { required: false }),
            createEmailField('sales', { required: false }),
          ],
        },
      ],
    },
    {
      name: 'company',
      type: 'group',
      admin: { components: stableGroup },
      fields: [
        { name: 'name', type: 'text', required: true, defaultValue: 'Lomash Wood', maxLength: 100 },
        { name: 'address', type: 'textarea', maxLength: 500 },
        { name: 'phone', type: 'text', maxLength: 30 },
        { name: 'vatNumber', type: 'text', label: 'VAT number', maxLength: 30 },
        { name: 'registrationNumber', type: 'text', label: 'Company number', maxLength: 30 },
      ],
    },
    brandGroup,
    websiteGroup,
    {
      name: 'sales',
      type: 'group',
      admin: {
        description: 'Used for new orders. Existing orders keep the values they were placed with.',
        components: stableGroup,
      },
      fields: [
        {
          type: 'row',
          fields: [
            {
              name: 'vatRate',
              type: 'number',
              label: 'VAT rate (%)',
              required: true,
              defaultValue: 20,
              min: 0,
              max: 100,
              admin: { step: 0.1 },
            },
            {
              name: 'paymentWindowHours',
              type: 'number',
              label: 'Hours to pay an order',
              required: true,
              defaultValue: 24,
              min: 1,
              max: 24 * 30,
              validate: validateWholeNumber,
            },
            {
              name: 'pointsPerPound',
              type: 'number',
              label: 'Loyalty points per pound',
              required: true,
              defaultValue: 1,
              min: 0,
              max: 1000,
              validate: validateWholeNumber,
            },
          ],
        },
      ],
    },
    retentionGroup,
    historyField,
  ],
};
