import type { CollectionConfig } from 'payload';
import { adminsOnly, collectionAccess } from '../../access/access.ts';
import { dateTimeAdmin, validateWholeNumber } from '../fields/value-fields.ts';

/** All domain events (the outbox). Only `emit()` adds events. */
export const domainEvents: CollectionConfig<'domain-events'> = {
  slug: 'domain-events',
  labels: { singular: 'Event', plural: 'Events' },
  admin: {
    group: 'Administration',
    useAsTitle: 'topic',
    defaultColumns: ['topic', 'timestamp', 'dispatchedAt', 'correlationId'],
    description: 'Records of what happened, each with the correlation id of the request that caused it. Read only.',
  },
  access: collectionAccess({ read: adminsOnly }),
  fields: [
    {
      name: 'topic',
      type: 'text',
      required: true,
      index: true,
      admin: { components: { Cell: '/src/admin/shared/cells.tsx#EventTopicCell' } },
    },
    { name: 'version', type: 'number', required: true, validate: validateWholeNumber },
    {
      name: 'timestamp',
      type: 'date',
      required: true,
      index: true,
      admin: dateTimeAdmin,
    },
    { name: 'producerId', type: 'text', required: true },
    { name: 'correlationId', type: 'text', required: true, index: true },
    {
      name: 'payload',
      type: 'json',
      required: true,
      admin: { components: { Field: '/src/admin/shared/form-parts.tsx#JsonField' } },
    },
    {
      name: 'dispatchedAt',
      type: 'date',
      admin: {
        description: 'When the jobs for this event were queued.',
        ...dateTimeAdmin,
      },
    },
    { name: 'traceparent', type: 'text', admin: { hidden: true } },
    { name: 'checkedAt', type: 'date', admin: { hidden: true } },
    {
      name: 'settledAt',
      type: 'date',
      admin: { description: 'When all jobs for this event were found to be complete.', ...dateTimeAdmin },
    },
  ],
};
