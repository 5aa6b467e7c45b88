import type { CollectionConfig } from 'payload';
import { collectionAccess, staff } from '../access/access.ts';
import { moment } from './fields/moment.ts';

/** The outbox: each domain event that was emitted. Written by `emit()` alone. */
export const domainEvents: CollectionConfig<'domain-events'> = {
  slug: 'domain-events',
  labels: { singular: 'Event', plural: 'Events' },
  admin: {
    group: 'Administration',
    useAsTitle: 'topic',
    defaultColumns: ['topic', 'timestamp', 'dispatchedAt', 'correlationId'],
    description: 'What happened, in order, with the correlation id of the request behind it. Read only.',
  },
  access: collectionAccess({ read: staff() }),
  fields: [
    {
      name: 'topic',
      type: 'text',
      required: true,
      index: true,
      admin: { components: { Cell: '/src/admin/cells/event-topic.tsx#EventTopicCell' } },
    },
    { name: 'version', type: 'number', required: true },
    {
      name: 'timestamp',
      type: 'date',
      required: true,
      index: true,
      admin: moment,
    },
    { name: 'producerId', type: 'text', required: true },
    { name: 'correlationId', type: 'text', required: true, index: true },
    { name: 'payload', type: 'json', required: true },
    {
      name: 'dispatchedAt',
      type: 'date',
      admin: {
        description: 'When its jobs were queued.',
        ...moment,
      },
    },
    { name: 'traceparent', type: 'text', admin: { hidden: true } },
    { name: 'checkedAt', type: 'date', admin: { hidden: true } },
    { name: 'settledAt', type: 'date', admin: { description: 'When the last of its jobs was found done.', ...moment } },
  ],
};
