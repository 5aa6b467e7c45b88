import {
  BlocksFeature,
  createServerFeature,
  LinkFeature,
  lexicalEditor,
  UploadFeature,
} from '@payloadcms/richtext-lexical';
import type {
  Block,
  Field,
  FieldAffectingData,
  RelationshipFieldSingleValidation,
  RichTextField,
  RowField,
  UploadFieldValidation,
} from 'payload';
import { relationship, upload } from 'payload/shared';
import { withCleanText } from './map-fields.ts';

type RelationValue = string | { id: string };

/**
 * Validates a reference in rich text, but accepts a reference to a deleted document, because staff must still be able to save the
 * text. The website omits a picture, film or teaser that was deleted; a link to a deleted document leads to the home page.
 * Payload's rules apply except `filterOptions`.
 */
export const validateWeakRelationship: RelationshipFieldSingleValidation = (value, options) =>
  relationship(value, { ...options, filterOptions: undefined } as Parameters<typeof relationship>[1]);

/** Like {@link validateWeakRelationship}, for uploads, but files that still exist must match `filterOptions`. */
export const validateWeakUpload: UploadFieldValidation = async (value, options) => {
  const valid = await upload(value, { ...options, filterOptions: undefined } as Parameters<typeof upload>[1]);
  if (valid !== true || !options.filterOptions || options.event === 'onChange') return valid;
  const ids = [value].flat().flatMap((reference) => (reference == null ? [] : toId(reference as RelationValue)));
  const [collection] = [options.relationTo].flat();
  if (!collection) return valid;
  const { docs } = await options.req.payload.find({
    ...{ collection, where: { id: { in: ids } }, depth: 0, pagination: false, req: options.req },
  });
  const existingIds = new Set(docs.map(({ id }) => id));
  return upload(
    ids.filter((id) => existingIds.has(id)),
    { ...options, required: false, minRows: undefined } as Parameters<typeof upload>[1],
  );
};

const toId = (value: RelationValue): string => (typeof value === 'string' ? value : value.id);

const image: Block = {
  slug: 'image',
  interfaceName: 'ImageBlock',
  fields: [
    { name: 'image', type: 'upload', relationTo: 'media', required: true, validate: validateWeakUpload },
    { name: 'caption', type: 'text', maxLength: 300 },
  ],
};

const gallery: Block = {
  slug: 'gallery',
  interfaceName: 'GalleryBlock',
  fields: [
    {
      name: 'images',
      type: 'upload',
      relationTo: 'media',
      hasMany: true,
      required: true,
      maxRows: 30,
      validate: validateWeakUpload,
    },
  ],
};

const productTeaser: Block = {
  slug: 'productTeaser',
  interfaceName: 'ProductTeaserBlock',
  labels: { singular: 'Product teaser', plural: 'Product teasers' },
  fields: [
    {
      name: 'product',
      type: 'relationship',
      relationTo: 'products',
      required: true,
      validate: validateWeakRelationship,
    },
  ],
};

const quote: Block = {
  slug: 'quote',
  interfaceName: 'QuoteBlock',
  fields: [
    { name: 'text', type: 'textarea', required: true, maxLength: 1000 },
    { name: 'attribution', type: 'text', maxLength: 200 },
  ],
};

const video: Block = {
  slug: 'video',
  interfaceName: 'VideoBlock',
  fields: [
    {
      name: 'video',
      type: 'upload',
      relationTo: 'media',
      required: true,
      filterOptions: { mimeType: { equals: 'video/mp4' } },
      validate: validateWeakUpload,
    },
    { name: 'caption', type: 'text', maxLength: 300 },
  ],
};

/** Makes a link to a deleted post or product pass validation; on the website, such a link leads to the home page. */
const withWeakReference = (field: FieldAffectingData): Field =>
  ({ ...field, ...(field.type === 'relationship' && { validate: validateWeakRelationship }) }) as Field;

/** Default features to omit: `link` and `upload` are configured below, and product teasers replace `relationship`. */
const EXCLUDED_FEATURES = ['link', 'relationship', 'upload'];

/** Cleans the texts of a block, and hides Payload's input for a block name, because nothing shows the name. */
const withCleanBlock = (block: Block): Block => ({
  ...block,
  admin: { ...block.admin, disableBlockName: true },
  fields: withCleanText(block.fields),
});

/** Adds Ctrl+K for links, as in other editors. */
const LinkShortcutFeature = createServerFeature({
  key: 'linkShortcut',
  dependencies: ['link'],
  feature: { ClientFeature: '/src/admin/content/link-shortcut.tsx#LinkShortcutFeature' },
});

/** The rich text editor of posts and product descriptions, with their blocks, links and uploads. */
export const richTextEditor = lexicalEditor({
  features: ({ defaultFeatures }) => [
    ...defaultFeatures.filter(({ key }) => !EXCLUDED_FEATURES.includes(key)),
    LinkFeature({
      enabledCollections: ['blogs', 'products'],
      fields: ({ defaultFields }) => defaultFields.map(withWeakReference),
    }),
    LinkShortcutFeature(),
    UploadFeature({ enabledCollections: ['media'] }),
    BlocksFeature({ blocks: [image, gallery, productTeaser, quote, video].map(withCleanBlock) }),
  ],
});

/** Wraps a rich text field in a row with a minimum height, so that fields below do not shift when the editor loads (custom.css). */
export const richTextRow = (field: RichTextField): RowField => ({
  type: 'row',
  admin: { className: 'rich-text-row' },
  fields: [field],
});
