import type { GlobalConfig } from 'payload';
import { globalAccess } from '../access/access.ts';
import { emailFieldOf } from '../collections/fields/email.ts';
import { historyField } from '../collections/fields/history.ts';
import { wholeNumber } from '../collections/fields/rules.ts';
import { wholeGroup } from '../collections/fields/whole-group.ts';
import { logGlobalChange } from '../hooks/history/log-global-change.ts';
import { announceWebsite } from '../hooks/settings/announce-website.ts';
import { brandGroup } from './brand.ts';
import { retentionGroup } from './retention.ts';
import { websiteGroup } from './website.ts';

/** The company's own particulars. */
export const settings: GlobalConfig<'settings'> = {
  slug: 'settings',
  admin: {
    group: 'Administration',
    description: 'Addresses that the system writes to, and how the company presents itself.',
  },
  access: globalAccess,
  hooks: { beforeChange: [logGlobalChange], afterChange: [announceWebsite] },
  fields: [
    {
      name: 'teamEmails',
      type: 'group',
      label: 'Team addresses',
      admin: {
        description: 'Where alerts go. Empty means the address that the site was configured with.',
        components: wholeGroup,
      },
      fields: [
        {
          type: 'row',
          fields: [
            emailFieldOf('kitchen', { required: false }),
            emailFieldOf('bedroom', { required: false }),
            emailFieldOf('sales', { required: false }),
          ],
        },
      ],
    },
    {
      name: 'company',
      type: 'group',
      admin: { components: wholeGroup },
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
        description: 'For orders to come; those that are made keep what they were made with.',
        components: wholeGroup,
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
              label: 'Hours to pay an order in',
              required: true,
              defaultValue: 24,
              min: 1,
              max: 24 * 30,
            },
            {
              name: 'pointsPerPound',
              type: 'number',
              label: 'Loyalty points per pound',
              required: true,
              defaultValue: 1,
              min: 0,
              max: 1000,
              validate: wholeNumber,
            },
          ],
        },
      ],
    },
    retentionGroup,
    historyField,
  ],
};
