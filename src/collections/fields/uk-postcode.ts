import type { TextField } from 'payload';
import { normalisePostcode } from '../../services/contact.ts';
import { textRule } from './rules.ts';
import { unlessUnchanged } from './unless-unchanged.ts';

/** A UK postcode, stored normalised. */
export const ukPostcodeField = ({ required }: { required: boolean }): TextField => ({
  name: 'postcode',
  type: 'text',
  required,
  maxLength: 10,
  hooks: { beforeValidate: [({ value }) => (typeof value === 'string' ? (normalisePostcode(value) ?? value) : value)] },
  validate: unlessUnchanged(
    textRule(
      (value) =>
        (!required && !value) ||
        (typeof value === 'string' && !!normalisePostcode(value)) ||
        'A UK postcode, for example SW4 7AA.',
    ),
  ),
});
