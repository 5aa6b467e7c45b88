import type { Access, CollectionConfig, Field, Where } from 'payload';
import { collectionAccess, fieldRolesOrAdmin, rolesOrAdmin, systemField } from '../../access/access.ts';
import { hasRole } from '../../access/roles.ts';
import {
  assignBrochureKey,
  refuseDeletingNeeded,
  scheduleBrochureDeletion,
  serveToStaff,
  storeBrochure,
} from '../../hooks/brochures/brochures.ts';
import { detachFile } from '../../hooks/files.ts';
import { toFileProblem } from '../../services/content/index.ts';
import { dateTimeAdmin, validateWholeNumber } from '../fields/value-fields.ts';

const editors = rolesOrAdmin('content-manager');
const staffReadable = { read: fieldRolesOrAdmin('content-manager', 'sales') };
const systemKept = { access: { ...systemField, ...staffReadable } };

/** Staff who send or edit brochures can read all brochures. Everybody else can read only brochures that are not archived. */
const offeredOrStaff: Access = ({ req: { user } }) =>
  hasRole(user, 'content-manager', 'sales') || ({ archivedAt: { exists: false } } satisfies Where);

/** Restricts Payload's own file fields to staff: the public gets the PDF only by e-mail. */
const fileFields: Field[] = [
  ...['url', 'thumbnailURL', 'filename', 'mimeType'].map(
    (name) => ({ name, type: 'text', access: staffReadable }) as const,
  ),
  ...['width', 'height'].map(
    (name) => ({ name, type: 'number', validate: validateWholeNumber, access: staffReadable }) as const,
  ),
  {
    name: 'filesize',
    type: 'number',
    validate: validateWholeNumber,
    access: staffReadable,
    admin: { components: { Cell: '/src/admin/content/cells.tsx#FileSizeCell' } },
  },
];

/**
 * PDFs that people can request. If some brochures are not archived, Postgres ensures that exactly one of these is the default.
 */
export const brochures: CollectionConfig<'brochures'> = {
  slug: 'brochures',
  disableDuplicate: true,
  admin: {
    group: 'Brochures',
    useAsTitle: 'title',
    defaultColumns: ['title', 'cover', 'isDefault', 'filesize', 'archivedAt', 'updatedAt'],
    listSearchableFields: ['title', 'originalName'],
    description: 'PDF files of up to 10 MB. Everyone who requests a brochure gets the default one by e-mail.',
    components: { beforeListTable: ['/src/admin/brochures/delivery.tsx#WaitingNotice'] },
  },
  access: collectionAccess({ read: offeredOrStaff, create: editors, update: editors, delete: editors }),
  hooks: {
    beforeOperation: [detachFile],
    beforeChange: [assignBrochureKey],
    afterChange: [storeBrochure],
    beforeDelete: [refuseDeletingNeeded],
    afterDelete: [scheduleBrochureDeletion],
  },
  upload: {
    mimeTypes: ['application/pdf'],
    crop: false,
    focalPoint: false,
    disableLocalStorage: true,
    pasteURL: false,
    // `detachFile` requires the file. It also removes the file from the request, so Payload would not find it there.
    filesRequiredOnCreate: false,
    // Payload calls this before it fetches a file from a URL in the input; throwing prevents the fetch.
    externalFileHeaderFilter: () => {
      throw toFileProblem('Upload the file itself; files are not fetched from an address.');
    },
    handlers: [serveToStaff],
  },
  fields: [
    {
      name: 'title',
      type: 'text',
      required: true,
      maxLength: 200,
      admin: { description: 'Shown in e-mails and on the website, for example “Kitchens and bedrooms 2026”.' },
    },
    {
      name: 'cover',
      type: 'upload',
      relationTo: 'media',
      admin: { description: 'A picture of the first page, for the website.' },
    },
    {
      name: 'isDefault',
      type: 'checkbox',
      label: 'Default',
      defaultValue: false,
      access: staffReadable,
      admin: {
        position: 'sidebar',
        description: 'The brochure that customers receive. Ticking this replaces the current default.',
        components: { Cell: '/src/admin/shared/cells.tsx#YesNoCell' },
      },
    },
    {
      name: 'archivedAt',
      type: 'date',
      label: 'Archived',
      access: staffReadable,
      admin: {
        position: 'sidebar',
        description: 'The date from which the brochure is no longer offered. The default brochure cannot be archived.',
        ...dateTimeAdmin,
      },
    },
    { name: 'originalName', type: 'text', label: 'Uploaded as', ...systemKept, admin: { readOnly: true } },
    { name: 'key', type: 'text', unique: true, index: true, ...systemKept, admin: { hidden: true } },
    ...fileFields,
  ],
};
