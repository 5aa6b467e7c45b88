import type { CollectionConfig } from 'payload';
import { collectionAccess, staff } from '../access/access.ts';

/** Analytics events that were accepted and cannot be stored. Written by the flush alone. */
export const refusedEvents: CollectionConfig<'refused-events'> = {
  slug: 'refused-events',
  labels: { singular: 'Refused event', plural: 'Refused events' },
  admin: {
    group: 'Administration',
    useAsTitle: 'reason',
    defaultColumns: ['reason', 'createdAt', 'entry'],
    description: 'Analytics events that Postgres would not take, with its reason. There should be none. Read only.',
  },
  access: collectionAccess({ read: staff() }),
  fields: [
    { name: 'reason', type: 'text', required: true },
    { name: 'entry', type: 'text', required: true, unique: true, admin: { description: 'Its place in the buffer.' } },
    { name: 'event', type: 'json', required: true },
  ],
};
