import type { CollectionConfig } from 'payload';
import { collectionAccess, staff } from '../access/access.ts';
import { moment } from './fields/moment.ts';

/**
 * The change log: who has changed what of bookings, orders, staff, settings and availability. Written in the transaction
 * of the change by triggers (database/sql/shared.sql), and by whatever calls `logChange`, and never changed.
 */
export const changes: CollectionConfig<'changes'> = {
  slug: 'changes',
  labels: { singular: 'Change', plural: 'History' },
  defaultSort: '-at',
  timestamps: false,
  disableDuplicate: true,
  admin: {
    group: 'Administration',
    useAsTitle: 'label',
    defaultColumns: ['at', 'entity', 'label', 'actor', 'fields'],
    listSearchableFields: ['label', 'document', 'correlationId'],
    pagination: { defaultLimit: 50 },
    description:
      'Who changed what of bookings, orders, staff, settings and availability, which jobs were tried again or given up, which brochures were sent again, which lists and people were exported, who was erased, and how staff signed in. Of personal details it says that they changed, not what they were. Read only.',
    components: { beforeListTable: ['/src/admin/lists/ready-lists.tsx#ReadyLists'] },
  },
  access: collectionAccess({ read: staff() }),
  fields: [
    { name: 'at', type: 'date', required: true, index: true, admin: moment },
    { name: 'entity', type: 'text', label: 'Of', required: true },
    { name: 'document', type: 'text', index: true, label: 'Id' },
    {
      name: 'label',
      type: 'text',
      label: 'Which',
      admin: { components: { Cell: '/src/admin/history/document-cell.tsx#DocumentCell' } },
    },
    { name: 'action', type: 'text', required: true },
    {
      name: 'actor',
      type: 'text',
      label: 'Who',
      required: true,
      admin: { components: { Cell: '/src/admin/history/actor-cell.tsx#ActorCell' } },
    },
    { name: 'actorId', type: 'text', label: 'Id of the member of staff', index: true },
    { name: 'correlationId', type: 'text' },
    {
      name: 'fields',
      type: 'json',
      label: 'What',
      required: true,
      admin: { components: { Cell: '/src/admin/history/fields-cell.tsx#FieldsCell' } },
    },
  ],
};
