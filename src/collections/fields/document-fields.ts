import {
  MetaDescriptionField,
  MetaImageField,
  MetaTitleField,
  OverviewField,
  PreviewField,
} from '@payloadcms/plugin-seo/fields';
import type { FieldHook, NamedTab, TextField } from 'payload';
import { fillSlug, reportTrashedSlug } from '../../hooks/slugs.ts';
import { withTextRule } from './value-fields.ts';

/** The tab with metadata for search engines and shared links. `withSeo` adds the routes behind its generate buttons. */
export const seoTab: NamedTab = {
  name: 'seo',
  label: 'SEO',
  description:
    'How search engines and shared links show this page. Empty fields use the title, summary and first picture.',
  fields: [
    OverviewField({ titlePath: 'seo.title', descriptionPath: 'seo.description', imagePath: 'seo.image' }),
    MetaTitleField({ hasGenerateFn: true, overrides: { label: 'Title in search results', maxLength: 200 } }),
    MetaDescriptionField({
      hasGenerateFn: true,
      overrides: { label: 'Description in search results', maxLength: 500 },
    }),
    MetaImageField({ hasGenerateFn: true, relationTo: 'media', overrides: { label: 'Picture in shared links' } }),
    PreviewField({ hasGenerateFn: true, titlePath: 'seo.title', descriptionPath: 'seo.description' }),
  ],
};

const SLUG_PATTERN = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const MAX_LENGTH = 200;

const checkFormat = (value: unknown): true | string =>
  (typeof value === 'string' && SLUG_PATTERN.test(value)) ||
  'Use lower-case letters, digits and hyphens, such as white-shaker.';

/** The slug of a document, unique in its collection; derived from the field `from` when empty. */
export const slugField = (description: string, from = 'title'): TextField => ({
  name: 'slug',
  type: 'text',
  required: true,
  unique: true,
  index: true,
  maxLength: MAX_LENGTH,
  validate: withTextRule(checkFormat),
  hooks: {
    beforeValidate: [fillSlug(from), reportTrashedSlug],
    // A duplicate gets a new slug, because Payload's default "… - Copy" is not a valid slug.
    beforeDuplicate: [() => null],
  },
  // `fillSlug` fills an omitted slug. The condition makes the slug optional in GraphQL, where only required fields without a
  // condition are mandatory.
  admin: { description, condition: () => true },
});

const MARK = / \(copy(?: (\d+))?\)$/;

/**
 * Returns a hook for the title of a duplicate: "Shaker (copy)", and "Shaker (copy 2)" for a duplicate of the duplicate.
 * `maxLength` is the maximum length of the field.
 */
export const toCopyTitle =
  (maxLength: number): FieldHook =>
  ({ value }) => {
    if (typeof value !== 'string' || value === '') return value;
    const [mark, number] = MARK.exec(value) ?? [];
    const ending = mark === undefined ? ' (copy)' : ` (copy ${Number(number ?? 1) + 1})`;
    return `${value.slice(0, value.length - (mark?.length ?? 0)).slice(0, maxLength - ending.length)}${ending}`;
  };
