import { redirectsPlugin } from '@payloadcms/plugin-redirects';
import type { Config, Field, TextField } from 'payload';
import { anyone, collectionAccess, staff } from '../access/access.ts';
import { isRedirectTarget, redirectPath } from '../services/content/redirect-addresses.ts';
import { textRule } from './fields/rules.ts';

export const REDIRECTS = 'redirects';

const MAX_LENGTH = 2000;

const editors = staff('content-manager');

/** The old address, stored as requests are looked up by. */
const from: Partial<TextField> = {
  maxLength: MAX_LENGTH,
  hooks: { beforeValidate: [({ value }) => (typeof value === 'string' ? (redirectPath(value) ?? value) : value)] },
  validate: textRule(
    (value) => (typeof value === 'string' && redirectPath(value) === value) || 'A path such as /old-page.',
  ),
};

/** The address of a custom redirect, null for others. It has no condition: with one, Payload would skip its validation. */
const url: Partial<TextField> = {
  maxLength: MAX_LENGTH,
  hooks: {
    beforeValidate: [
      ({ value, siblingData, previousSiblingDoc }) => {
        if ((siblingData?.type ?? previousSiblingDoc?.type) !== 'custom') return null;
        return typeof value === 'string' ? value.trim() : value;
      },
    ],
  },
  validate: textRule(
    (value) => isRedirectTarget(value) || 'A path of this site, such as /kitchens, or an address with https://.',
  ),
};

/** The plugin's fields with our rules. */
const withRules = (field: Field): Field => {
  if (field.type === 'group') return { ...field, fields: field.fields.map(withRules) };
  if (!('name' in field)) return field;
  if (field.name === 'from') return { ...field, ...from } as Field;
  if (field.name === 'url') return { ...field, ...url } as Field;
  // Payload can't filter by a relation to several collections in the way that its list offers.
  if (field.name === 'reference') return { ...field, admin: { ...field.admin, disableListFilter: true } } as Field;
  return field;
};

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
      fields: ({ defaultFields }) => defaultFields.map(withRules),
    },
  })(config) as Config;
