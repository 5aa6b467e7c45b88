import type { CollectionBeforeOperationHook, CollectionConfig } from 'payload';
import { collectionAccess, staff, systemField } from '../access/access.ts';
import { publishedOr } from '../access/published.ts';
import { isStaff } from '../access/roles.ts';
import { cancelScheduleByHand } from '../hooks/blogs/cancel-schedule.ts';
import { emitBlogDeleted, emitBlogEvents } from '../hooks/blogs/emit-blog-events.ts';
import { setPublishedAt } from '../hooks/blogs/set-published-at.ts';
import { checkArticleSent } from '../hooks/check-article.ts';
import { expireCaches } from '../hooks/expire-caches.ts';
import { noteWhoSaves } from '../hooks/history/note-who-saves.ts';
import { rememberPublicRow } from '../hooks/public-row.ts';
import { dropRedirectsToDeleted, redirectOldSlug } from '../hooks/redirect-old-slug.ts';
import { refuseRestoringOverPublic, restoreAsDraft } from '../hooks/restore-as-draft.ts';
import { preview, previewAddress } from '../services/content/blog/preview.ts';
import { articleEditor } from './fields/article-editor.ts';
import { articleRow } from './fields/article-row.ts';
import { moment } from './fields/moment.ts';
import { formOnly, listOnly } from './fields/parts-of-view.ts';
import { savedByField } from './fields/saved-by.ts';
import { seoTab } from './fields/seo.ts';
import { slugField } from './fields/slug.ts';

const editors = staff('content-manager');

/** Posts of the blog. The website sees the published version. */
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
    description: 'Posts of the blog. They are saved as you type, and shown on the website once published.',
    livePreview: {
      url: ({ data, req }) => previewAddress(req.payload.config.routes.api, String(data.id)),
      breakpoints: [
        { name: 'phone', label: 'Phone', width: 390, height: 844 },
        { name: 'tablet', label: 'Tablet', width: 820, height: 1180 },
      ],
    },
    components: {
      beforeListTable: ['/src/admin/lists/ready-lists.tsx#ReadyLists'],
      edit: { beforeDocumentControls: ['/src/admin/blogs/view-on-site.tsx#ViewOnSite'] },
    },
  },
  access: collectionAccess({
    read: publishedOr('content-manager'),
    create: editors,
    update: editors,
    delete: editors,
  }),
  endpoints: [preview, restoreAsDraft('blogs')],
  hooks: {
    beforeOperation: [refuseRestoringOverPublic as CollectionBeforeOperationHook<'blogs'>],
    beforeChange: [rememberPublicRow, setPublishedAt, noteWhoSaves],
    afterChange: [redirectOldSlug('blogs'), emitBlogEvents, cancelScheduleByHand, expireCaches],
    beforeDelete: [rememberPublicRow, dropRedirectsToDeleted('blogs')],
    afterDelete: [emitBlogDeleted, expireCaches],
  },
  fields: [
    {
      type: 'tabs',
      tabs: [
        {
          label: 'Post',
          fields: [
            { name: 'title', type: 'text', required: true, maxLength: 200 },
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
            articleRow({
              name: 'content',
              type: 'richText',
              required: true,
              editor: articleEditor,
              hooks: { beforeValidate: [checkArticleSent] },
            }),
          ],
        },
        seoTab,
      ],
    },
    slugField('The name in web addresses; made from the title when empty.'),
    {
      name: 'author',
      type: 'relationship',
      relationTo: 'users',
      defaultValue: ({ user }) => (user?.collection === 'users' ? user.id : undefined),
      // The editor who makes a copy is its author.
      hooks: { beforeDuplicate: [({ req }) => (isStaff(req.user) ? req.user.id : null)] },
      admin: { position: 'sidebar', description: 'The website shows the name alone.' },
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
        description: 'Somebody who has left. The website shows this name until there is another author.',
      },
    },
    {
      name: 'publishedAt',
      type: 'date',
      index: true,
      // A copy is published at a time of its own.
      hooks: { beforeDuplicate: [() => null] },
      admin: {
        position: 'sidebar',
        description: 'Shown on the website; set when the post is first published.',
        ...moment,
      },
    },
    formOnly('scheduleNote', '/src/admin/blogs/schedule-note.tsx#ScheduleNote', { position: 'sidebar' }),
    listOnly('schedule', '/src/admin/blogs/schedule-cell.tsx#ScheduleCell'),
    savedByField,
  ],
};
