import type { GlobalConfig } from 'payload';
import { globalAccess } from '../access/access.ts';

/** The company's own particulars. */
export const settings: GlobalConfig<'settings'> = {
  slug: 'settings',
  admin: {
    group: 'Administration',
    description: 'Addresses that the system writes to, and how the company presents itself.',
  },
  access: globalAccess,
  fields: [
    {
      name: 'teamEmails',
      type: 'group',
      label: 'Team addresses',
      admin: { description: 'Where alerts go. Empty means the address that the site was configured with.' },
      fields: [
        {
          type: 'row',
          fields: [
            { name: 'kitchen', type: 'email' },
            { name: 'bedroom', type: 'email' },
            { name: 'sales', type: 'email' },
          ],
        },
      ],
    },
    {
      name: 'company',
      type: 'group',
      fields: [
        { name: 'name', type: 'text', required: true, defaultValue: 'Lomash Wood', maxLength: 100 },
        { name: 'address', type: 'textarea', maxLength: 500 },
        { name: 'phone', type: 'text', maxLength: 30 },
        { name: 'vatNumber', type: 'text', label: 'VAT number', maxLength: 30 },
      ],
    },
  ],
};
