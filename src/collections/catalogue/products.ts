import type { CollectionBeforeOperationHook, CollectionConfig } from 'payload';
import { collectionAccess, publishedNotTrashedOrRoles, rolesOrAdmin } from '../../access/access.ts';
import { hasRole } from '../../access/roles.ts';
import {
  announceChange,
  announceDeletion,
  copyStock,
  MAX_STOCK,
  mergeStockEdit,
  rememberStockSent,
} from '../../hooks/catalogue/products.ts';
import { checkRichTextField } from '../../hooks/content/posts.ts';
import { dropRedirectsToDeleted, redirectOldSlug } from '../../hooks/content/redirects.ts';
import { recordSavedBy, setStaffBeforeChange } from '../../hooks/history/change-log.ts';
import {
  keepNewestText,
  refuseRestoringOverPublic,
  rememberPublicRow,
  restoreAsDraft,
} from '../../hooks/published-documents.ts';
import { announceMentions, expireCaches } from '../../hooks/references.ts';
import { toPageUrl, toProductPageKind } from '../../lib/site-urls.ts';
import { CATEGORIES } from '../../services/catalogue/product-query.ts';
import { readWebsite } from '../../services/settings/index.ts';
import { seoTab, slugField, toCopyTitle } from '../fields/document-fields.ts';
import { richTextEditor, richTextRow } from '../fields/rich-text-fields.ts';
import { historyField, savedByField } from '../fields/ui-fields.ts';
import { validateWholeNumber, withNumberRule } from '../fields/value-fields.ts';

const editors = rolesOrAdmin('content-manager');

/** Products. The website shows the published version. */
export const products: CollectionConfig<'products'> = {
  slug: 'products',
  trash: true,
  // `/v1/products/facets` is a route, not a product.
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
      slug ? toPageUrl(await readWebsite(req.payload), toProductPageKind(String(category)), String(slug)) : null,
    components: { beforeListTable: ['/src/admin/shared/list-preset-bar.tsx#ListPresets'] },
  },
  endpoints: [restoreAsDraft('products')],
  hooks: {
    beforeOperation: [rememberStockSent, refuseRestoringOverPublic as CollectionBeforeOperationHook<'products'>],
    beforeValidate: [keepNewestText('products')],
    beforeChange: [setStaffBeforeChange, rememberPublicRow, mergeStockEdit, recordSavedBy],
    afterChange: [redirectOldSlug('products'), announceChange, announceMentions, expireCaches],
    beforeDelete: [rememberPublicRow, dropRedirectsToDeleted('products')],
    afterDelete: [announceDeletion, announceMentions, expireCaches],
  },
  access: collectionAccess({
    read: publishedNotTrashedOrRoles('content-manager'),
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
            {
              name: 'title',
              type: 'text',
              required: true,
              maxLength: 200,
              hooks: { beforeDuplicate: [toCopyTitle(200)] },
            },
            {
              name: 'summary',
              type: 'textarea',
              maxLength: 500,
              admin: { description: 'One or two sentences for lists and search results.' },
            },
            richTextRow({
              name: 'description',
              type: 'richText',
              editor: richTextEditor,
              hooks: { beforeValidate: [checkRichTextField] },
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
                components: { Cell: '/src/admin/catalogue/cells.tsx#FirstPictureCell' },
                description: 'The first picture represents the product in lists. Drag to reorder.',
              },
            },
          ],
        },
        seoTab,
      ],
    },
    slugField('Used in the web address. Leave it empty to create it from the title.'),
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
      validate: withNumberRule((value) => Number.isInteger(value) || 'Enter an amount of 0 or more.'),
      admin: {
        position: 'sidebar',
        description: 'Including VAT.',
        components: {
          Cell: '/src/admin/sales/cells.tsx#PoundsCell',
          Field: '/src/admin/catalogue/price-field.tsx#PriceField',
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
      max: MAX_STOCK,
      validate: validateWholeNumber,
      admin: {
        position: 'sidebar',
        step: 1,
        description: 'The number of pieces in stock. Pieces sold while you edit are subtracted when you save.',
        components: { Cell: '/src/admin/catalogue/cells.tsx#StockLevelCell' },
      },
    },
    {
      name: 'stockSeen',
      type: 'number',
      validate: validateWholeNumber,
      virtual: true,
      access: { read: ({ req }) => hasRole(req.user, 'content-manager') },
      admin: { hidden: true, disableListColumn: true, disableListFilter: true, disableBulkEdit: true },
      hooks: { afterRead: [copyStock] },
    },
    { name: 'range', type: 'relationship', relationTo: 'ranges', index: true, admin: { position: 'sidebar' } },
    { name: 'style', type: 'relationship', relationTo: 'styles', index: true, admin: { position: 'sidebar' } },
    { name: 'finish', type: 'relationship', relationTo: 'finishes', index: true, admin: { position: 'sidebar' } },
    { name: 'colours', type: 'relationship', relationTo: 'colours', hasMany: true, admin: { position: 'sidebar' } },
    savedByField,
    historyField,
  ],
};
