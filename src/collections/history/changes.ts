import type { CollectionConfig } from 'payload';
import { adminsOnly, collectionAccess } from '../../access/access.ts';
import { formOnlyField } from '../fields/ui-fields.ts';
import { dateTimeAdmin } from '../fields/value-fields.ts';

/** Options of fields that only the list shows, because the form describes the change in words. */
const inList = { components: { Field: '/src/admin/shared/notices.tsx#HiddenField' } };

/**
 * The change log. It records who changed bookings, orders, prices, staff, settings and availability. It also records
 * other actions, such as exports, erasures and sign-ins. Triggers (src/database/schema/shared.sql) and `recordChange`
 * add the entries, in the transaction of the change. Entries are never updated.
 */
export const changes: CollectionConfig<'changes'> = {
  slug: 'changes',
  labels: { singular: 'Change', plural: 'History' },
  defaultSort: '-at',
  timestamps: false,
  disableDuplicate: true,
  admin: {
    group: 'Administration',
    useAsTitle: 'at',
    defaultColumns: ['at', 'entity', 'label', 'actor', 'fields'],
    listSearchableFields: ['label', 'document', 'correlationId'],
    pagination: { defaultLimit: 50 },
    description:
      'Records who did what: changes of bookings, orders, staff, settings and availability, jobs retried or discarded, e-mails sent again, exports of lists and personal data, erasures, and sign-ins of staff. For personal details it records that they changed, not their values. Read only.',
    components: { beforeListTable: ['/src/admin/shared/list-preset-bar.tsx#ListPresets'] },
  },
  access: collectionAccess({ read: adminsOnly }),
  fields: [
    formOnlyField('inWords', '/src/admin/history/panels.tsx#ChangePanel'),
    { name: 'at', type: 'date', label: 'When', required: true, index: true, admin: { ...inList, ...dateTimeAdmin } },
    {
      name: 'entity',
      type: 'text',
      label: 'Kind',
      required: true,
      admin: { components: { ...inList.components, Cell: '/src/admin/history/cells.tsx#EntityCell' } },
    },
    { name: 'document', type: 'text', index: true, label: 'ID', admin: inList },
    {
      name: 'label',
      type: 'text',
      label: 'Item',
      admin: { components: { ...inList.components, Cell: '/src/admin/history/cells.tsx#DocumentCell' } },
    },
    { name: 'action', type: 'text', required: true, admin: inList },
    {
      name: 'actor',
      type: 'text',
      label: 'By',
      required: true,
      admin: { components: { ...inList.components, Cell: '/src/admin/history/cells.tsx#ActorCell' } },
    },
    { name: 'actorId', type: 'text', label: 'ID of the member of staff', index: true, admin: inList },
    { name: 'correlationId', type: 'text' },
    {
      name: 'fields',
      type: 'json',
      label: 'Change',
      required: true,
      admin: { components: { ...inList.components, Cell: '/src/admin/history/cells.tsx#FieldsCell' } },
    },
  ],
};
