import type { TextField } from 'payload';
import { systemField } from '../../access/access.ts';
import { isStaff } from '../../access/roles.ts';

/**
 * Who saved a version of a document, for a collection with versions and `noteWhoSaves`: the id of a member of staff, or
 * `system`. No relation: it stays what it was when they leave, and changes no version then. Not for the public.
 */
export const savedByField: TextField = {
  name: 'savedBy',
  type: 'text',
  label: 'Saved by',
  access: { ...systemField, read: ({ req }) => isStaff(req.user) },
  admin: {
    position: 'sidebar',
    readOnly: true,
    disableBulkEdit: true,
    disableListFilter: true,
    components: {
      Cell: '/src/admin/history/saved-by.tsx#SavedByCell',
      Diff: '/src/admin/history/saved-by.tsx#SavedByDiff',
      Field: '/src/admin/history/saves-panel.tsx#SavesPanel',
    },
  },
};
