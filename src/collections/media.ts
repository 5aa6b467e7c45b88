import type { CollectionConfig, ImageSize } from 'payload';
import { anyone, collectionAccess, staff, systemField } from '../access/access.ts';

const editors = staff('content-manager');

/** Pixels; an image that is narrower keeps its own width (api.md §7). */
const WIDTHS = { large: 1920, medium: 800, thumb: 300 } as const;

const imageSizes: ImageSize[] = Object.entries(WIDTHS).map(([name, width]) => ({
  ...{ name, width },
  withoutEnlargement: true,
}));

/** Photos and films of the website, with a smaller copy of each photo for every place it is shown in. */
export const media: CollectionConfig<'media'> = {
  slug: 'media',
  labels: { singular: 'Medium', plural: 'Media' },
  admin: {
    group: 'Content',
    useAsTitle: 'alt',
    defaultColumns: ['filename', 'alt', 'mimeType', 'filesize', 'createdAt'],
    description: 'Photos (JPEG, PNG, WebP) and films (MP4), 10 MB at most.',
  },
  access: collectionAccess({ read: anyone, create: editors, update: editors, delete: editors }),
  upload: {
    mimeTypes: ['image/jpeg', 'image/png', 'image/webp', 'video/mp4'],
    imageSizes,
    adminThumbnail: 'thumb',
    focalPoint: true,
    crop: false,
  },
  fields: [
    {
      name: 'alt',
      type: 'text',
      maxLength: 300,
      admin: { description: 'What the picture shows, for people who cannot see it.' },
    },
    {
      name: 'key',
      type: 'text',
      unique: true,
      index: true,
      access: systemField,
      admin: { readOnly: true, description: 'Where the file lies in the storage. Kept by the system.' },
    },
    {
      name: 'placeholder',
      type: 'text',
      access: systemField,
      admin: { hidden: true },
    },
  ],
};
