import type { CollectionConfig, Field, ImageSize } from 'payload';
import { anyone, collectionAccess, fieldRolesOrAdmin, rolesOrAdmin, systemField } from '../../access/access.ts';
import {
  announceUses,
  assignMediaKeys,
  redirectToPublicAddress,
  scheduleMediaDeletion,
  setPublicAddress,
  storeFile,
} from '../../hooks/content/media.ts';
import { findUnused } from '../../hooks/content/unused-media.ts';
import { detachFile } from '../../hooks/files.ts';
import { refuseDeletingUsed } from '../../hooks/references.ts';
import { MEDIA_TYPES, toFileProblem } from '../../services/content/media/accepted-files.ts';
import { VARIANT_WIDTHS, type VariantName } from '../../services/content/media/process-image.ts';
import { hiddenInForm } from '../fields/ui-fields.ts';
import { validateWholeNumber } from '../fields/value-fields.ts';

const editors = rolesOrAdmin('content-manager');

const VARIANTS = Object.entries(VARIANT_WIDTHS) as [VariantName, number][];

/** Declares the variants for Payload's fields and previews. The hooks of the collection generate the files. */
const imageSizes: ImageSize[] = VARIANTS.map(([name, width]) => ({ name, width, withoutEnlargement: true }));

/** Overrides a Payload field with the public URL. */
const addressField = (fieldName: string, name?: VariantName): Field => ({
  name: fieldName,
  type: 'text',
  hooks: { beforeChange: [setPublicAddress(name)], afterRead: [setPublicAddress(name)] },
});

/** Photos and films of the website, with variants of each photo in the sizes that the website shows. */
export const media: CollectionConfig<'media'> = {
  slug: 'media',
  labels: { singular: 'Photo or film', plural: 'Media' },
  disableDuplicate: true,
  admin: {
    group: 'Content',
    useAsTitle: 'originalName',
    defaultColumns: ['filename', 'alt', 'mimeType', 'filesize', 'createdAt'],
    listSearchableFields: ['originalName', 'alt'],
    description: 'Photos (JPEG, PNG, WebP) and films (MP4) of up to 10 MB.',
    components: { beforeListTable: ['/src/admin/shared/list-preset-bar.tsx#ListPresets'] },
  },
  access: collectionAccess({ read: anyone, create: editors, update: editors, delete: editors }),
  hooks: {
    beforeOperation: [detachFile, findUnused],
    beforeChange: [assignMediaKeys],
    afterChange: [storeFile, announceUses],
    beforeDelete: [refuseDeletingUsed],
    afterDelete: [scheduleMediaDeletion],
  },
  // Public URLs are computed from these fields.
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
    // `detachFile` requires the file. It also removes the file from the request, so Payload would not find it there.
    filesRequiredOnCreate: false,
    // Payload calls this before it fetches a file from a URL in the input; throwing prevents the fetch.
    externalFileHeaderFilter: () => {
      throw toFileProblem('Upload the file itself; files are not fetched from an address.');
    },
    handlers: [redirectToPublicAddress],
  },
  fields: [
    {
      name: 'alt',
      type: 'text',
      maxLength: 300,
      // A form sends an emptied field as ''; list filters look for null.
      hooks: { beforeChange: [({ value }) => (value === '' ? null : value)] },
      admin: { description: 'Describe the picture for people who cannot see it.' },
    },
    {
      name: 'originalName',
      type: 'text',
      label: 'Uploaded as',
      access: systemField,
      admin: { readOnly: true, description: 'The original file name.' },
    },
    {
      name: 'key',
      type: 'text',
      unique: true,
      index: true,
      access: systemField,
      admin: { hidden: true },
    },
    {
      name: 'unused',
      type: 'checkbox',
      label: 'Not used anywhere',
      virtual: true,
      access: { read: fieldRolesOrAdmin('content-manager') },
      admin: { condition: hiddenInForm, disableListColumn: true, disableBulkEdit: true },
    },
    {
      name: 'placeholder',
      type: 'text',
      access: systemField,
      admin: { hidden: true },
    },
    { name: 'mimeType', type: 'text', label: 'File type' },
    {
      name: 'filesize',
      type: 'number',
      label: 'Size',
      validate: validateWholeNumber,
      admin: { components: { Cell: '/src/admin/content/cells.tsx#FileSizeCell' } },
    },
    addressField('url'),
    { ...addressField('thumbnailURL', 'thumb'), label: 'Thumbnail address' } as Field,
    {
      name: 'sizes',
      type: 'group',
      fields: VARIANTS.map(([name]) => ({ name, type: 'group' as const, fields: [addressField('url', name)] })),
    },
  ],
};
