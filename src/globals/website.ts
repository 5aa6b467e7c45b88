import type { Field, TextField } from 'payload';
import { textRule } from '../collections/fields/rules.ts';
import { wholeGroup } from '../collections/fields/whole-group.ts';
import { DEFAULT_PATHS, isPattern, type Sort } from '../services/site-urls.ts';

const isEmpty = (value: unknown) => value === null || value === undefined || value === '';

const isOrigin = (value: unknown): boolean =>
  typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value) && new URL(value).origin === value;

const path = (name: Sort, label: string): TextField => ({
  name,
  label,
  type: 'text',
  maxLength: 200,
  defaultValue: DEFAULT_PATHS[name],
  validate: textRule(
    (value) => isEmpty(value) || isPattern(String(value)) || 'A path that ends with {slug}, such as /kitchen/{slug}.',
  ),
});

/** Where the website has its pages: the sitemap, the feed, redirects, previews and links follow it. */
export const websiteGroup: Field = {
  name: 'website',
  type: 'group',
  admin: {
    description:
      'Where the website has its pages. The sitemap, the feed, redirects, links in texts and “View on site” follow it.',
    components: wholeGroup,
  },
  fields: [
    {
      name: 'origin',
      type: 'text',
      label: 'Address of the website',
      maxLength: 200,
      hooks: {
        beforeValidate: [({ value }) => (typeof value === 'string' ? value.trim().replace(/\/+$/, '') : value)],
      },
      validate: textRule(
        (value) => isEmpty(value) || isOrigin(value) || 'An address without a path, such as https://www.example.com.',
      ),
      admin: { description: 'For example https://www.example.com. Empty: the address of this system.' },
    },
    { type: 'row', fields: [path('kitchen', 'Kitchens'), path('bedroom', 'Bedrooms')] },
    { type: 'row', fields: [path('showroom', 'Showrooms'), path('post', 'Posts')] },
  ],
};
