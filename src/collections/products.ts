import type { CollectionBeforeOperationHook, CollectionConfig } from 'payload';
import { collectionAccess, staff } from '../access/access.ts';
import { publishedAndKeptOr } from '../access/published.ts';
import { hasRole } from '../access/roles.ts';
import { checkArticleSent } from '../hooks/check-article.ts';
import { expireCaches } from '../hooks/expire-caches.ts';
import { noteWhoSaves } from '../hooks/history/note-who-saves.ts';
import { announceChange, announceDeletion } from '../hooks/products/announce.ts';
import { keepSales, noteStockSent, showStock } from '../hooks/products/keep-sales.ts';
import { rememberPublicRow } from '../hooks/public-row.ts';
import { dropRedirectsToDeleted, redirectOldSlug } from '../hooks/redirect-old-slug.ts';
import { refuseRestoringOverPublic, restoreAsDraft } from '../hooks/restore-as-draft.ts';
import { CATEGORIES } from '../services/catalogue/categories.ts';
import { websiteOf } from '../services/settings/website.ts';
import { pageUrl, sortOfProduct } from '../services/site-urls.ts';
import { articleEditor } from './fields/article-editor.ts';
import { articleRow } from './fields/article-row.ts';
import { numberRule } from './fields/rules.ts';
import { savedByField } from './fields/saved-by.ts';
import { seoTab } from './fields/seo.ts';
import { slugField } from './fields/slug.ts';

const editors = staff('content-manager');

/** What we sell. The website sees the published version. */
export const products: CollectionConfig<'products'> = {
  slug: 'products',
  trash: true,
  // `/v1/products/facets` is no product.
  custom: { reservedSlugs: ['facets'] },
  versions: { drafts: true, maxPerDoc: 50 },
  defaultSort: '-createdAt',
  admin: {
    group: 'Catalogue',
    useAsTitle: 'title',
    defaultColumns: ['title', 'images', 'category', 'range', 'price', 'stock', '_status', 'updatedAt'],
    pagination: { defaultLimit: 25 },
    listSearchableFields: ['title', 'slug', 'summary'],
    description: 'Kitchens and bedrooms as the website shows them. Drafts stay here until they are published.',
    preview: async ({ slug, category }, { req }) =>
      slug ? pageUrl(await websiteOf(req.payload), sortOfProduct(String(category)), String(slug)) : null,
    components: { beforeListTable: ['/src/admin/lists/ready-lists.tsx#ReadyLists'] },
  },
  endpoints: [restoreAsDraft('products')],
  hooks: {
    beforeOperation: [noteStockSent, refuseRestoringOverPublic as CollectionBeforeOperationHook<'products'>],
    beforeChange: [rememberPublicRow, keepSales, noteWhoSaves],
    afterChange: [redirectOldSlug('products'), announceChange, expireCaches],
    beforeDelete: [rememberPublicRow, dropRedirectsToDeleted('products')],
    afterDelete: [announceDeletion, expireCaches],
  },
  access: collectionAccess({
    read: publishedAndKeptOr('content-manager'),
    create: editors,
    update: editors,
    delete: editors,
  }),
  fields: [
    {
      type: 'tabs',
      tabs: [
        {
          label: 'Product',
          fields: [
            { name: 'title', type: 'text', required: true, maxLength: 200 },
            {
              name: 'summary',
              type: 'textarea',
              maxLength: 500,
              admin: { description: 'One or two sentences for lists and search results.' },
            },
            articleRow({
              name: 'description',
              type: 'richText',
              editor: articleEditor,
              hooks: { beforeValidate: [checkArticleSent] },
              admin: { description: 'The text of the product’s own page.' },
            }),
            {
              name: 'images',
              type: 'upload',
              relationTo: 'media',
              hasMany: true,
              maxRows: 30,
              filterOptions: { mimeType: { contains: 'image/' } },
              admin: {
                components: { Cell: '/src/admin/cells/first-picture.tsx#FirstPictureCell' },
                description: 'The first one stands for the product in lists. Drag to reorder.',
              },
            },
          ],
        },
        seoTab,
      ],
    },
    slugField('The name in web addresses; made from the title when empty.'),
    {
      name: 'category',
      type: 'select',
      required: true,
      index: true,
      options: [...CATEGORIES],
      admin: { position: 'sidebar' },
    },
    {
      name: 'price',
      type: 'number',
      required: true,
      index: true,
      min: 0,
      max: 100_000_000,
      validate: numberRule((value) => Number.isInteger(value) || 'Whole pence, 0 or more.'),
      admin: {
        position: 'sidebar',
        description: 'VAT included.',
        components: {
          Cell: '/src/admin/cells/pounds.tsx#PoundsCell',
          Field: '/src/admin/products/price-field.tsx#PriceField',
        },
      },
    },
    {
      name: 'currency',
      type: 'select',
      required: true,
      defaultValue: 'GBP',
      options: ['GBP'],
      admin: { position: 'sidebar', readOnly: true },
    },
    {
      name: 'stock',
      type: 'number',
      required: true,
      defaultValue: 0,
      min: 0,
      max: 1_000_000,
      admin: {
        position: 'sidebar',
        step: 1,
        description: 'Pieces that can be sold. Those that are sold while you edit are taken off.',
        components: { Cell: '/src/admin/cells/stock-level.tsx#StockLevelCell' },
      },
    },
    {
      name: 'stockSeen',
      type: 'number',
      virtual: true,
      access: { read: ({ req }) => hasRole(req.user, 'content-manager') },
      admin: { hidden: true, disableListColumn: true, disableListFilter: true, disableBulkEdit: true },
      hooks: { afterRead: [showStock] },
    },
    { name: 'range', type: 'relationship', relationTo: 'ranges', index: true, admin: { position: 'sidebar' } },
    { name: 'style', type: 'relationship', relationTo: 'styles', index: true, admin: { position: 'sidebar' } },
    { name: 'finish', type: 'relationship', relationTo: 'finishes', index: true, admin: { position: 'sidebar' } },
    { name: 'colours', type: 'relationship', relationTo: 'colours', hasMany: true, admin: { position: 'sidebar' } },
    savedByField,
  ],
};
