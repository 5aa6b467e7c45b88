import type { CollectionConfig } from 'payload';
import { collectionAccess, staff } from '../access/access.ts';
import { publishedOr } from '../access/published.ts';
import { articleEditor } from './fields/article-editor.ts';
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
    defaultColumns: ['title', 'author', '_status', 'publishedAt', 'updatedAt'],
    listSearchableFields: ['title', 'slug', 'excerpt'],
    description: 'Posts of the blog. They are saved as you type, and shown on the website once published.',
  },
  access: collectionAccess({
    read: publishedOr('content-manager'),
    create: editors,
    update: editors,
    delete: editors,
  }),
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
            },
            { name: 'content', type: 'richText', required: true, editor: articleEditor },
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
      admin: { position: 'sidebar' },
    },
    {
      name: 'publishedAt',
      type: 'date',
      index: true,
      admin: {
        position: 'sidebar',
        date: { pickerAppearance: 'dayAndTime' },
        description: 'Shown on the website; set when the post is first published.',
      },
    },
  ],
};
