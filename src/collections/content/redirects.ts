import { redirectsPlugin } from '@payloadcms/plugin-redirects';
import type { Config, Field, TextField, TextFieldSingleValidation } from 'payload';
import { anyone, collectionAccess, rolesOrAdmin } from '../../access/access.ts';
import { explainRefusedRedirect } from '../../hooks/content/redirects.ts';
import { isRedirectTarget, toRedirectPath } from '../../services/content/redirects.ts';
import { withTextRule } from '../fields/value-fields.ts';

export const REDIRECTS_SLUG = 'redirects';

const MAX_ADDRESS_LENGTH = 2000;

const editors = rolesOrAdmin('content-manager');

const validatePath = withTextRule(
  (value) =>
    (typeof value === 'string' && toRedirectPath(value) === value) ||
    'Enter a path of this website, such as /old-page.',
);

/** Options of the old path, which is normalised in the same way as the path of a request. */
const fromRules: Partial<TextField> = {
  label: 'Old address',
  maxLength: MAX_ADDRESS_LENGTH,
  hooks: { beforeValidate: [({ value }) => (typeof value === 'string' ? (toRedirectPath(value) ?? value) : value)] },
  validate: async (value: string | null | undefined, options: Parameters<TextFieldSingleValidation>[1]) => {
    const valid = await validatePath(value, options);
    if (valid !== true || !value) return valid;
    const { to } = options.siblingData as { to?: { type?: unknown; url?: unknown } };
    return (await explainRefusedRedirect(options.req, value, to ?? {})) ?? true;
  },
};

/**
 * Options of the target URL of a custom redirect; the field is null in all other redirects. The field has no
 * `condition`, because Payload does not validate a field that its condition hides.
 */
const urlRules: Partial<TextField> = {
  label: 'Address',
  maxLength: MAX_ADDRESS_LENGTH,
  hooks: {
    beforeValidate: [
      ({ value, siblingData, previousSiblingDoc }) => {
        if ((siblingData?.type ?? previousSiblingDoc?.type) !== 'custom') return null;
        return typeof value === 'string' ? value.trim() : value;
      },
    ],
  },
  validate: withTextRule(
    (value) =>
      isRedirectTarget(value) || 'Enter a path of this website, such as /kitchens, or an address with https://.',
  ),
};

const TARGETS = [
  { value: 'reference', label: 'A post or product' },
  { value: 'custom', label: 'Another address' },
];

const DURATIONS = [
  { value: '301', label: 'Permanent (301)' },
  { value: '302', label: 'Temporary (302)' },
];

/** Applies our validation and labels to the plugin's fields. */
const withRules = (field: Field): Field => {
  if (field.type === 'group') return { ...field, label: 'Leads to', fields: field.fields.map(withRules) };
  if (!('name' in field)) return field;
  if (field.name === 'from') return { ...field, ...fromRules } as Field;
  if (field.name === 'url') return { ...field, ...urlRules } as Field;
  // Payload's list filter does not work for a relationship to several collections.
  if (field.name === 'reference')
    return { ...field, label: 'Post or product', admin: { ...field.admin, disableListFilter: true } } as Field;
  if (field.type === 'radio') return { ...field, label: 'Kind', options: TARGETS };
  if (field.type === 'select') return { ...field, label: 'Permanent or temporary', options: DURATIONS };
  return field;
};

/** Adds the `redirects` collection of the official plugin, which maps old web addresses to new ones. */
export const withRedirects = (config: Config): Config =>
  redirectsPlugin({
    collections: ['products', 'blogs'],
    redirectTypes: ['301', '302'],
    redirectTypeFieldOverride: { defaultValue: '301' },
    overrides: {
      admin: {
        group: 'Content',
        useAsTitle: 'from',
        description:
          'Old web addresses and the pages they lead to. A redirect is added automatically when the slug of a published post or product changes.',
      },
      access: collectionAccess({ read: anyone, create: editors, update: editors, delete: editors }),
      fields: ({ defaultFields }) => defaultFields.map(withRules),
    },
  })(config) as Config;
