import { redirectsPlugin } from '@payloadcms/plugin-redirects';
import type { Config } from 'payload';
import { anyone, collectionAccess, staff } from '../access/access.ts';

export const REDIRECTS = 'redirects';

const editors = staff('content-manager');

/** Adds the `redirects` collection of the official plugin: where a web address that has changed leads to now. */
export const withRedirects = (config: Config): Config =>
  redirectsPlugin({
    collections: ['products', 'blogs'],
    redirectTypes: ['301', '302'],
    redirectTypeFieldOverride: { defaultValue: '301' },
    overrides: {
      admin: {
        group: 'Content',
        description:
          'Old web addresses and where they lead. One is added by itself when the slug of something published changes.',
      },
      access: collectionAccess({ read: anyone, create: editors, update: editors, delete: editors }),
    },
  })(config) as Config;
