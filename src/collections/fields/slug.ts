import type { TextField } from 'payload';

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** The name of a document in web addresses, unique in its collection. */
export const slugField = (description: string): TextField => ({
  name: 'slug',
  type: 'text',
  required: true,
  unique: true,
  index: true,
  maxLength: 200,
  validate: (value: unknown) =>
    (typeof value === 'string' && SLUG.test(value)) || 'Lower-case letters, digits and hyphens.',
  admin: { description },
});
