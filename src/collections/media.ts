import type { CollectionConfig, Field, ImageSize } from 'payload';
import { anyone, collectionAccess, staff, systemField } from '../access/access.ts';
import { takeFile } from '../hooks/files/take-file.ts';
import { abandonFile } from '../hooks/media/abandon-file.ts';
import { announceUses } from '../hooks/media/announce-uses.ts';
import { layOutFile } from '../hooks/media/lay-out-file.ts';
import { publicAddress } from '../hooks/media/public-address.ts';
import { redirectToPublicAddress } from '../hooks/media/redirect-to-public-address.ts';
import { storeFile } from '../hooks/media/store-file.ts';
import { refuseDeletingUsed } from '../hooks/references/refuse-deleting-used.ts';
import { fileProblem, MEDIA_TYPES } from '../services/content/media/file-types.ts';
import { VARIANT_WIDTHS, type VariantName } from '../services/content/media/variants.ts';

const editors = staff('content-manager');

const VARIANTS = Object.entries(VARIANT_WIDTHS) as [VariantName, number][];

/** Tells Payload that there are variants, for its fields and previews; the hooks make them. */
const imageSizes: ImageSize[] = VARIANTS.map(([name, width]) => ({ name, width, withoutEnlargement: true }));

/** A field that Payload has already, with the public address in it. */
const address = (field: string, name?: VariantName): Field => ({
  name: field,
  type: 'text',
  hooks: { beforeChange: [publicAddress(name)], afterRead: [publicAddress(name)] },
});

/** Photos and films of the website, with a smaller copy of each photo for every place it is shown in. */
export const media: CollectionConfig<'media'> = {
  slug: 'media',
  labels: { singular: 'Medium', plural: 'Media' },
  disableDuplicate: true,
  admin: {
    group: 'Content',
    useAsTitle: 'alt',
    defaultColumns: ['filename', 'alt', 'originalName', 'mimeType', 'filesize', 'createdAt'],
    listSearchableFields: ['alt', 'originalName', 'key'],
    description: 'Photos (JPEG, PNG, WebP) and films (MP4), 10 MB at most.',
    components: { beforeListTable: ['/src/admin/lists/ready-lists.tsx#ReadyLists'] },
  },
  access: collectionAccess({ read: anyone, create: editors, update: editors, delete: editors }),
  hooks: {
    beforeOperation: [takeFile],
    beforeChange: [layOutFile],
    afterChange: [storeFile, announceUses],
    beforeDelete: [refuseDeletingUsed],
    afterDelete: [abandonFile],
  },
  // What the addresses are made of.
  forceSelect: {
    key: true,
    sizes: { large: { filename: true }, medium: { filename: true }, thumb: { filename: true } },
  },
  upload: {
    mimeTypes: [...MEDIA_TYPES],
    imageSizes,
    adminThumbnail: 'thumb',
    focalPoint: true,
    crop: false,
    disableLocalStorage: true,
    pasteURL: false,
    // The hooks ask for the file themselves, and hand Payload none.
    filesRequiredOnCreate: false,
    // Payload asks for these headers before it fetches a file from an address that somebody sent.
    externalFileHeaderFilter: () => {
      throw fileProblem('Send the file itself.');
    },
    handlers: [redirectToPublicAddress],
  },
  fields: [
    {
      name: 'alt',
      type: 'text',
      maxLength: 300,
      // A form sends what was emptied as ''; lists look for what is not there.
      hooks: { beforeChange: [({ value }) => (value === '' ? null : value)] },
      admin: { description: 'What the picture shows, for people who cannot see it.' },
    },
    {
      name: 'originalName',
      type: 'text',
      label: 'Uploaded as',
      access: systemField,
      admin: { readOnly: true, description: 'The name that the file had.' },
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
    address('url'),
    address('thumbnailURL', 'thumb'),
    {
      name: 'sizes',
      type: 'group',
      fields: VARIANTS.map(([name]) => ({ name, type: 'group' as const, fields: [address('url', name)] })),
    },
  ],
};
