import type { Access, CollectionConfig, Field, Where } from 'payload';
import { collectionAccess, fieldRoles, staff, systemField } from '../access/access.ts';
import { hasRole } from '../access/roles.ts';
import { abandonBrochure } from '../hooks/brochures/abandon-brochure.ts';
import { layOutBrochure } from '../hooks/brochures/lay-out-brochure.ts';
import { sendToStaff } from '../hooks/brochures/send-to-staff.ts';
import { storeBrochure } from '../hooks/brochures/store-brochure.ts';
import { takeFile } from '../hooks/files/take-file.ts';
import { fileProblem } from '../services/content/media/file-types.ts';
import { moment } from './fields/moment.ts';

const editors = staff('content-manager');
const onlyStaff = { read: fieldRoles('content-manager', 'sales') };
const kept = { access: { ...systemField, ...onlyStaff } };

/** What is still offered to anybody, all to staff who send or edit brochures. */
const offered: Access = ({ req: { user } }) =>
  hasRole(user, 'content-manager', 'sales') || ({ archivedAt: { exists: false } } satisfies Where);

/** Fields that Payload has already, and that say where the file is: the PDF comes by e-mail to those who ask for it. */
const ofTheFile: Field[] = [
  ...['url', 'thumbnailURL', 'filename', 'mimeType'].map(
    (name) => ({ name, type: 'text', access: onlyStaff }) as const,
  ),
  ...['width', 'height'].map((name) => ({ name, type: 'number', access: onlyStaff }) as const),
  {
    name: 'filesize',
    type: 'number',
    access: onlyStaff,
    admin: { components: { Cell: '/src/admin/cells/file-size.tsx#FileSizeCell' } },
  },
];

/** PDFs that people can ask for. Exactly one of those that are not archived is the default, which Postgres sees to. */
export const brochures: CollectionConfig<'brochures'> = {
  slug: 'brochures',
  disableDuplicate: true,
  admin: {
    group: 'Brochures',
    useAsTitle: 'title',
    defaultColumns: ['title', 'cover', 'isDefault', 'filesize', 'archivedAt', 'updatedAt'],
    listSearchableFields: ['title', 'originalName'],
    description: 'PDFs, 10 MB at most. Everybody who asks for a brochure gets the default one by e-mail.',
    components: { beforeListTable: ['/src/admin/brochures/waiting-notice.tsx#WaitingNotice'] },
  },
  access: collectionAccess({ read: offered, create: editors, update: editors, delete: editors }),
  hooks: {
    beforeOperation: [takeFile],
    beforeChange: [layOutBrochure],
    afterChange: [storeBrochure],
    afterDelete: [abandonBrochure],
  },
  upload: {
    mimeTypes: ['application/pdf'],
    crop: false,
    focalPoint: false,
    disableLocalStorage: true,
    pasteURL: false,
    // The hooks ask for the file themselves, and hand Payload none.
    filesRequiredOnCreate: false,
    // Payload asks for these headers before it fetches a file from an address that somebody sent.
    externalFileHeaderFilter: () => {
      throw fileProblem('Send the file itself.');
    },
    handlers: [sendToStaff],
  },
  fields: [
    {
      name: 'title',
      type: 'text',
      required: true,
      maxLength: 200,
      admin: { description: 'As the e-mail and the website name it, for example “Kitchens and bedrooms 2026”.' },
    },
    {
      name: 'cover',
      type: 'upload',
      relationTo: 'media',
      admin: { description: 'The picture of its first page, for the website.' },
    },
    {
      name: 'isDefault',
      type: 'checkbox',
      label: 'Default',
      defaultValue: false,
      access: onlyStaff,
      admin: {
        position: 'sidebar',
        description: 'The one that is sent. Ticking it here takes it from the one that had it.',
        components: { Cell: '/src/admin/cells/yes-no.tsx#YesNoCell' },
      },
    },
    {
      name: 'archivedAt',
      type: 'date',
      label: 'Archived',
      access: onlyStaff,
      admin: {
        position: 'sidebar',
        description: 'Set it when the brochure is no longer offered. The default one cannot be archived.',
        ...moment,
      },
    },
    { name: 'originalName', type: 'text', label: 'Uploaded as', ...kept, admin: { readOnly: true } },
    { name: 'key', type: 'text', unique: true, index: true, ...kept, admin: { hidden: true } },
    ...ofTheFile,
  ],
};
