import type { EmailField, TextField } from 'payload';
import { isNewEmail, nameInput, normaliseEmail, normalisePhone, normalisePostcode } from '../../lib/contact.ts';
import { withTextRule } from './value-fields.ts';

type Options = { previousValue?: unknown };
type Validation<V, O> = (value: V, options: O) => true | string | Promise<true | string>;

/**
 * Applies a rule to changed values only. Stored values stay valid, because the placeholders in the data of an erased person may
 * break the rule.
 */
export const validateIfChanged =
  <V, O extends Options>(rule: Validation<V, O>): Validation<V, O> =>
  (value, options) =>
    (options.previousValue != null && value === options.previousValue) || rule(value, options);

/** First or last name of a person, validated in the same way as in `/v1`. */
export const nameField = (name: 'firstName' | 'lastName', admin: TextField['admin'] = {}): TextField => ({
  name,
  type: 'text',
  required: true,
  maxLength: 100,
  admin,
  validate: validateIfChanged(
    withTextRule(
      (value) => nameInput.safeParse(value).success || 'Enter the name on one line, without special characters.',
    ),
  ),
});

/**
 * An e-mail field, validated and normalised in the same way as in `/v1`. Payload's own validation accepts addresses that the
 * schemas of the events refuse.
 */
export const createEmailField = (name: string, { required }: { required: boolean }) =>
  ({
    ...{ name, type: 'email', required },
    hooks: {
      beforeValidate: [({ value }) => (typeof value === 'string' && value !== '' ? normaliseEmail(value) : value)],
    },
    validate: validateIfChanged(
      (value) =>
        (!required && !value) ||
        (typeof value === 'string' && isNewEmail(value)) ||
        'Enter an e-mail address, such as ada@example.com.',
    ),
  }) satisfies EmailField;

/** The required and indexed e-mail address of a person. */
export const emailField: EmailField = { ...createEmailField('email', { required: true }), index: true };

type PhoneFieldOptions = { required?: boolean; position?: 'sidebar' };

/** A phone number, stored in E.164. */
export const ukPhoneField = ({ required = false, position }: PhoneFieldOptions): TextField => ({
  name: 'phone',
  type: 'text',
  required,
  maxLength: 30,
  admin: {
    ...(position ? { position } : {}),
    components: {
      Cell: '/src/admin/shared/cells.tsx#PhoneCell',
      Field: '/src/admin/shared/value-field.tsx#PhoneField',
    },
  },
  hooks: { beforeValidate: [({ value }) => (typeof value === 'string' ? (normalisePhone(value) ?? value) : value)] },
  validate: validateIfChanged(
    withTextRule(
      (value) =>
        (!required && !value) ||
        (typeof value === 'string' && !!normalisePhone(value)) ||
        'Enter a UK phone number, such as 020 7946 0958.',
    ),
  ),
});

/** A UK postcode, stored normalised. */
export const ukPostcodeField = ({ required }: { required: boolean }): TextField => ({
  name: 'postcode',
  type: 'text',
  required,
  maxLength: 10,
  hooks: { beforeValidate: [({ value }) => (typeof value === 'string' ? (normalisePostcode(value) ?? value) : value)] },
  validate: validateIfChanged(
    withTextRule(
      (value) =>
        (!required && !value) ||
        (typeof value === 'string' && !!normalisePostcode(value)) ||
        'Enter a UK postcode, such as SW4 7AA.',
    ),
  ),
});
