import type { Field, RelationshipFieldSingleValidation, TextField, UIField } from 'payload';
import { relationship } from 'payload/shared';
import { fieldRolesOrAdmin, systemField } from '../../access/access.ts';
import { isStaff } from '../../access/roles.ts';
import { MAX_STAFF_NOTES } from '../../services/identity/index.ts';

/** The `condition` of fields that no form shows, such as list columns and filters. */
export const hiddenInForm = (): boolean => false;

/**
 * A list column rendered by `cell`. Hidden in the form, because Payload would render the cell there without a row, and a cell
 * that reads its row would crash the page.
 */
export const listOnlyField = (name: string, cell: string, label?: string): UIField => ({
  ...{ name, type: 'ui', ...(label ? { label } : {}) },
  admin: { condition: hiddenInForm, components: { Cell: cell } },
});

/** A part of the form rendered by `field`, without a list column. */
export const formOnlyField = (
  name: string,
  field: string,
  { position }: Pick<UIField['admin'], 'position'> = {},
): UIField => ({
  ...{ name, type: 'ui' },
  admin: { ...(position ? { position } : {}), disableListColumn: true, components: { Field: field } },
});

/** Shows admins the change log and the events of a document. */
export const historyField = formOnlyField('changeHistory', '/src/admin/history/panels.tsx#HistoryPanel');

/** A notice above a form that only admins can edit, shown to all other staff. */
export const readOnlyNotice = formOnlyField('readOnlyNotice', '/src/admin/shared/notices.tsx#ReadOnlyNotice');

/** Components of a group that renders with all its fields at once, without layout shift. */
export const stableGroup = { Field: '/src/admin/shared/form-parts.tsx#StableGroup' };

/** The display title of a row. A trigger of the table updates the title when one of its source fields changes. */
export const rowTitleField = (name: 'name' | 'title', admin: TextField['admin'] = {}): TextField => ({
  name,
  type: 'text',
  access: systemField,
  admin: { condition: hiddenInForm, disableBulkEdit: true, ...admin },
});

/** Shows the title of a related row. `path` names the relationship and the field that holds the title, as in `order.title`. */
export const titleOfRelated = (path: string): TextField => ({
  name: 'title',
  type: 'text',
  virtual: path,
  admin: { condition: hiddenInForm, disableListColumn: true, disableListFilter: true, disableBulkEdit: true },
});

/**
 * Who saved a version: a staff id, or `system`. For collections with versions and the hook `recordSavedBy`. The field is not a
 * relationship, so that versions do not change when the person leaves. The public cannot read the field.
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
      Cell: '/src/admin/history/cells.tsx#SavedByCell',
      Diff: '/src/admin/history/cells.tsx#SavedByDiff',
      Field: '/src/admin/history/panels.tsx#SavesPanel',
    },
  },
};

const access = { ...systemField, read: fieldRolesOrAdmin('sales') };

/** Notes of sales staff on a document that is otherwise read-only. The form saves the notes through a separate endpoint. */
export const staffNotesFields: Field[] = [
  {
    name: 'staffNotes',
    label: 'Staff notes',
    type: 'textarea',
    maxLength: MAX_STAFF_NOTES,
    access,
    admin: {
      disableBulkEdit: true,
      disableListColumn: true,
      components: { Field: '/src/admin/identity/staff-notes.tsx#StaffNotes' },
    },
  },
  // When the notes were last changed; their retention period starts then.
  { name: 'staffNotesAt', type: 'date', access, admin: { hidden: true } },
];

/**
 * Validates a relationship to staff whose `filterOptions` exclude deactivated accounts. A deactivated account cannot be selected,
 * but a value that is already stored stays valid.
 */
export const activeStaff: RelationshipFieldSingleValidation = (value, options) => {
  const unchanged = value != null && toId(value) === toId(options.previousValue);
  const rules = unchanged ? { ...options, filterOptions: undefined } : options;
  return relationship(value, rules as Parameters<typeof relationship>[1]);
};

const toId = (named: unknown): unknown => (typeof named === 'object' && named && 'id' in named ? named.id : named);
