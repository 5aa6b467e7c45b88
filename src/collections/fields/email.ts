import type { EmailField } from 'payload';
import { emailInput, normaliseEmail } from '../../services/contact.ts';
import { unlessUnchanged } from './unless-unchanged.ts';

/** An e-mail address as `/v1` takes it: stored trimmed and lower-cased. Payload's own rule lets pass what events refuse. */
export const emailField: EmailField = {
  name: 'email',
  type: 'email',
  required: true,
  index: true,
  hooks: { beforeValidate: [({ value }) => (typeof value === 'string' ? normaliseEmail(value) : value)] },
  validate: unlessUnchanged((value) => emailInput.safeParse(value).success || 'An e-mail address.'),
};
