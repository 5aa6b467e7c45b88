import type { Field, TextField, TextFieldSingleValidation } from 'payload';
import { DEFAULT_PATHS, isIdPattern, isPath, isPathPattern, type PageKind } from '../../lib/site-urls.ts';
import { stableGroup } from '../fields/ui-fields.ts';
import { withTextRule } from '../fields/value-fields.ts';

const isEmpty = (value: unknown) => value === null || value === undefined || value === '';

const isOrigin = (value: unknown): boolean =>
  typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value) && new URL(value).origin === value;

const validatePattern = withTextRule(
  (value) =>
    isEmpty(value) || isPathPattern(String(value)) || 'Enter a path that ends with {slug}, such as /kitchen/{slug}.',
);

/** Kitchens and bedrooms may share a path, since the slugs of products are unique. */
const mayShare = (kind: PageKind, other: PageKind) => [kind, other].every((name) => name in PRODUCT_KINDS);
const PRODUCT_KINDS: Partial<Record<PageKind, true>> = { kitchen: true, bedroom: true };

/** Whether another kind of page has the same path. An empty path means the default path. */
const isTaken = (kind: PageKind, paths: Partial<Record<PageKind, unknown>>) => {
  const toPath = (name: PageKind) => String(isEmpty(paths[name]) ? DEFAULT_PATHS[name] : paths[name]).toLowerCase();
  return (Object.keys(DEFAULT_PATHS) as PageKind[]).some(
    (other) => other !== kind && !mayShare(kind, other) && toPath(other) === toPath(kind),
  );
};

const pathField = (name: PageKind, label: string): TextField => ({
  name,
  label,
  type: 'text',
  maxLength: 200,
  defaultValue: DEFAULT_PATHS[name],
  validate: async (value: string | null | undefined, options: Parameters<TextFieldSingleValidation>[1]) => {
    const valid = await validatePattern(value, options);
    if (valid !== true) return valid;
    const paths = { ...(options.siblingData as Partial<Record<PageKind, unknown>>), [name]: value };
    return !isTaken(name, paths) || 'Other pages of the website have this path. Enter a different one.';
  },
});

/** The path of a page for customers. E-mails link to the page, and omit the link if the path is empty. */
const customerPage = (name: string, label: string, rule: (path: string) => true | string, description: string) =>
  ({
    ...{ name, label, type: 'text', maxLength: 200 },
    validate: withTextRule((value) => isEmpty(value) || rule(String(value))),
    admin: { description },
  }) satisfies TextField;

const withId = (example: string) => (path: string) =>
  isIdPattern(path) || `Enter a path with {id} in it, such as ${example}.`;

/** Addresses of the website's pages, used for the sitemap, the feed, redirects, previews and links. */
export const websiteGroup: Field = {
  name: 'website',
  type: 'group',
  admin: {
    description:
      'Where the pages of the website are. The sitemap, the feed, redirects, links in texts and “View on site” use these paths.',
    components: stableGroup,
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
      validate: withTextRule(
        (value) =>
          isEmpty(value) || isOrigin(value) || 'Enter an address without a path, such as https://www.example.com.',
      ),
      admin: { description: 'For example https://www.example.com. Leave it empty to use the address of this system.' },
    },
    { type: 'row', fields: [pathField('kitchen', 'Kitchens'), pathField('bedroom', 'Bedrooms')] },
    { type: 'row', fields: [pathField('showroom', 'Showrooms'), pathField('post', 'Posts')] },
    {
      type: 'row',
      fields: [
        customerPage(
          'order',
          'Customer’s order',
          withId('/account/orders/{id}'),
          'The page where a customer pays, such as /account/orders/{id}. E-mails link to it; leave it empty for no link.',
        ),
        customerPage(
          'booking',
          'Customer’s booking',
          withId('/account/bookings/{id}'),
          'The page where a customer changes or cancels a visit, such as /account/bookings/{id}. Leave it empty for no link.',
        ),
      ],
    },
    customerPage(
      'book',
      'Book a visit',
      (path) => isPath(path) || 'Enter a path, such as /appointments.',
      'The page where customers book visits, such as /appointments. Leave it empty for no link.',
    ),
  ],
};
