import type { EmailField } from 'payload';
import { normaliseEmail } from '../../services/contact.ts';
import { parseEmail } from '../../services/email-address.ts';
import { unlessUnchanged } from './unless-unchanged.ts';

/** An e-mail address as `/v1` takes it and stores it. Payload's own rule lets pass what events refuse. */
export const emailFieldOf = (name: string, { required }: { required: boolean }) =>
  ({
    ...{ name, type: 'email', required },
    hooks: {
      beforeValidate: [({ value }) => (typeof value === 'string' && value !== '' ? normaliseEmail(value) : value)],
    },
    validate: unlessUnchanged(
      (value) =>
        (!required && !value) ||
        (typeof value === 'string' && parseEmail(value) !== undefined) ||
        'An e-mail address, for example ada@example.com.',
    ),
  }) satisfies EmailField;

/** The address of a person. */
export const emailField: EmailField = { ...emailFieldOf('email', { required: true }), index: true };
