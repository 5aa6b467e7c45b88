import type { TextField } from 'payload';
import { normalisePhone } from '../../services/contact.ts';
import { textRule } from './rules.ts';
import { unlessUnchanged } from './unless-unchanged.ts';

type Options = { required?: boolean; position?: 'sidebar' };

/** A phone number, stored in E.164. */
export const ukPhoneField = ({ required = false, position }: Options): TextField => ({
  name: 'phone',
  type: 'text',
  required,
  maxLength: 30,
  admin: { ...(position ? { position } : {}), components: { Cell: '/src/admin/cells/phone.tsx#PhoneCell' } },
  hooks: { beforeValidate: [({ value }) => (typeof value === 'string' ? (normalisePhone(value) ?? value) : value)] },
  validate: unlessUnchanged(
    textRule(
      (value) =>
        (!required && !value) ||
        (typeof value === 'string' && !!normalisePhone(value)) ||
        'A UK phone number, for example 020 7946 0958.',
    ),
  ),
});
