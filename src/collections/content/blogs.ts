import type { CollectionBeforeOperationHook, CollectionConfig } from 'payload';
import { collectionAccess, publishedOrRoles, rolesOrAdmin, systemField } from '../../access/access.ts';
import { isStaff } from '../../access/roles.ts';
import {
  cancelScheduleOnManualChange,
  checkRichTextField,
  emitBlogDeleted,
  emitBlogEvents,
  setPublishedAt,
} from '../../hooks/content/posts.ts';
import { dropRedirectsToDeleted, redirectOldSlug } from '../../hooks/content/redirects.ts';
import { recordSavedBy } from '../../hooks/history/change-log.ts';
import {
  keepNewestText,
  refuseRestoringOverPublic,
  rememberPublicRow,
  restoreAsDraft,
} from '../../hooks/published-documents.ts';
import { announceMentions, expireCaches } from '../../hooks/references.ts';
import { previewEndpoint, toPreviewPath } from '../../services/content/blog/preview.ts';
import { seoTab, slugField, toCopyTitle } from '../fields/document-fields.ts';
import { richTextEditor, richTextRow } from '../fields/rich-text-fields.ts';
import { activeStaff, formOnlyField, listOnlyField, savedByField } from '../fields/ui-fields.ts';
import { dateTimeAdmin } from '../fields/value-fields.ts';

const editors = rolesOrAdmin('content-manager');

/** Blog posts. The website shows the published version. */
export const blogs: CollectionConfig<'blogs'> = {
  slug: 'blogs',
  labels: { singular: 'Post', plural: 'Blog' },
  versions: { drafts: { autosave: { interval: 2000 }, schedulePublish: true }, maxPerDoc: 50 },
  defaultSort: '-publishedAt',
  admin: {
    group: 'Content',
    useAsTitle: 'title',
    defaultColumns: ['title', '_status', 'schedule', 'author', 'publishedAt', 'updatedAt'],
    listSearchableFields: ['title', 'slug', 'excerpt'],
    description: 'Blog posts. They are saved as you type, and appear on the website once you publish them.',
    livePreview: {
      url: ({ data, req }) => toPreviewPath(req.payload.config.routes.api, String(data.id)),
      breakpoints: [
        { name: 'phone', label: 'Phone', width: 390, height: 844 },
        { name: 'tablet', label: 'Tablet', width: 820, height: 1180 },
      ],
    },
    components: {
      beforeListTable: ['/src/admin/shared/list-preset-bar.tsx#ListPresets'],
      edit: { beforeDocumentControls: ['/src/admin/content/post-actions.tsx#ViewOnSite'] },
    },
  },
  access: collectionAccess({
    read: publishedOrRoles('content-manager'),
    create: editors,
    update: editors,
    delete: editors,
  }),
  endpoints: [previewEndpoint, restoreAsDraft('blogs')],
  hooks: {
    beforeOperation: [refuseRestoringOverPublic as CollectionBeforeOperationHook<'blogs'>],
    beforeValidate: [keepNewestText('blogs')],
    beforeChange: [rememberPublicRow, setPublishedAt, recordSavedBy],
    afterChange: [
      redirectOldSlug('blogs'),
      emitBlogEvents,
      announceMentions,
      cancelScheduleOnManualChange,
      expireCaches,
    ],
    beforeDelete: [rememberPublicRow, dropRedirectsToDeleted('blogs')],
    afterDelete: [emitBlogDeleted, announceMentions, expireCaches],
  },
  fields: [
    {
      type: 'tabs',
      tabs: [
        {
          label: 'Post',
          fields: [
            {
              name: 'title',
              type: 'text',
              required: true,
              maxLength: 200,
              hooks: { beforeDuplicate: [toCopyTitle(200)] },
            },
            {
              name: 'excerpt',
              type: 'textarea',
              maxLength: 500,
              admin: { description: 'One or two sentences for lists and feeds.' },
            },
            {
              name: 'coverImage',
              type: 'upload',
              relationTo: 'media',
              filterOptions: { mimeType: { contains: 'image/' } },
              admin: { description: 'Shown above the post, in lists and in shared links.' },
            },
            richTextRow({
              name: 'content',
              type: 'richText',
              required: true,
              editor: richTextEditor,
              hooks: { beforeValidate: [checkRichTextField] },
            }),
          ],
        },
        seoTab,
      ],
    },
    slugField('Used in the web address. Leave it empty to create it from the title.'),
    {
      name: 'author',
      type: 'relationship',
      relationTo: 'users',
      filterOptions: { deactivatedAt: { exists: false } },
      validate: activeStaff,
      defaultValue: ({ user }) => (user?.collection === 'users' ? user.id : undefined),
      // The member of staff who duplicates a post becomes the author of the copy.
      hooks: { beforeDuplicate: [({ req }) => (isStaff(req.user) ? req.user.id : null)] },
      admin: { position: 'sidebar', description: 'The website shows only the name.' },
    },
    {
      name: 'authorName',
      type: 'text',
      label: 'Written by',
      access: systemField,
      hooks: { beforeDuplicate: [() => null] },
      admin: {
        position: 'sidebar',
        readOnly: true,
        disableBulkEdit: true,
        condition: (data) => Boolean(data.authorName) && !data.author,
        description: 'A former member of staff. The website shows this name until you choose another author.',
      },
    },
    {
      name: 'publishedAt',
      type: 'date',
      index: true,
      // A copy gets its own publication time.
      hooks: { beforeDuplicate: [() => null] },
      admin: {
        position: 'sidebar',
        description: 'Shown on the website; set when the post is first published.',
        ...dateTimeAdmin,
      },
    },
    formOnlyField('scheduleNote', '/src/admin/content/post-actions.tsx#ScheduleNote', { position: 'sidebar' }),
    listOnlyField('schedule', '/src/admin/content/cells.tsx#ScheduleCell'),
    savedByField,
  ],
};
