import type { TextField } from 'payload';
import { fillSlug } from '../../hooks/fill-slug.ts';
import { sayWhoHasSlug } from '../../hooks/say-who-has-slug.ts';
import { textRule } from './rules.ts';

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** The name of a document in web addresses, unique in its collection; made from the field `from` when it is left empty. */
export const slugField = (description: string, from = 'title'): TextField => ({
  name: 'slug',
  type: 'text',
  required: true,
  unique: true,
  index: true,
  maxLength: 200,
  validate: textRule(
    (value) => (typeof value === 'string' && SLUG.test(value)) || 'Lower-case letters, digits and hyphens.',
  ),
  hooks: {
    beforeValidate: [fillSlug(from), sayWhoHasSlug],
    // A copy gets one of its own; Payload's default is "… - Copy", which is no slug.
    beforeDuplicate: [() => null],
  },
  // It fills itself when it is left out. GraphQL asks for required fields unless they have a condition.
  admin: { description, condition: () => true },
});
