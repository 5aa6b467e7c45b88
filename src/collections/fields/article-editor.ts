import { BlocksFeature, LinkFeature, lexicalEditor, UploadFeature } from '@payloadcms/richtext-lexical';
import type { Block, Field, FieldAffectingData } from 'payload';
import { withCleanText } from './clean-text.ts';
import { lapsingRelationship, lapsingUpload } from './lapsing-reference.ts';

const image: Block = {
  slug: 'image',
  interfaceName: 'ImageBlock',
  fields: [
    { name: 'image', type: 'upload', relationTo: 'media', required: true, validate: lapsingUpload },
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
      validate: lapsingUpload,
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
      validate: lapsingRelationship,
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
      validate: lapsingUpload,
    },
    { name: 'caption', type: 'text', maxLength: 300 },
  ],
};

/** A link keeps leading to a post or product that is gone, which the website shows as one to its first page. */
const lapsing = (field: FieldAffectingData): Field =>
  ({ ...field, ...(field.type === 'relationship' && { validate: lapsingRelationship }) }) as Field;

/** What Payload's own editor has besides that a post cannot show: product teasers stand for relationships. */
const LEFT_OUT = ['link', 'relationship', 'upload'];

const clean = (block: Block): Block => ({ ...block, fields: withCleanText(block.fields) });

/** The editor of a post: text, and what a post is made of besides text. */
export const articleEditor = lexicalEditor({
  features: ({ defaultFeatures }) => [
    ...defaultFeatures.filter(({ key }) => !LEFT_OUT.includes(key)),
    LinkFeature({
      enabledCollections: ['blogs', 'products'],
      fields: ({ defaultFields }) => defaultFields.map(lapsing),
    }),
    UploadFeature({ enabledCollections: ['media'] }),
    BlocksFeature({ blocks: [image, gallery, productTeaser, quote, video].map(clean) }),
  ],
});
