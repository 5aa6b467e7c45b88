import type {
  DateField,
  NumberField,
  NumberFieldSingleValidation,
  SelectField,
  TextField,
  TextFieldSingleValidation,
} from 'payload';
import { number, text } from 'payload/shared';

/** Admin options of a date with a time: lists show London time, forms show the browser's time zone, both in British format. */
export const dateTimeAdmin = {
  date: { pickerAppearance: 'dayAndTime', displayFormat: 'd MMM yyyy, HH:mm', timeFormat: 'HH:mm' },
  components: { Cell: '/src/admin/shared/cells.tsx#LondonMomentCell' },
} satisfies DateField['admin'];

type Rule = (value: unknown) => true | string;

/**
 * Applies Payload's validation of a text field (`required`, `minLength`, `maxLength`), then `rule`. A field's own `validate`
 * replaces Payload's validation, so `rule` alone would not check the limits of the field.
 */
export const withTextRule =
  (rule: Rule): TextFieldSingleValidation =>
  async (value, options) => {
    const withinLimits = await text(value, options);
    return withinLimits === true ? rule(value) : withinLimits;
  };

/** Like {@link withTextRule}, for a number field: `required`, `min`, `max`, then `rule`. */
export const withNumberRule =
  (rule: Rule): NumberFieldSingleValidation =>
  async (value, options) => {
    const withinLimits = await number(value, options);
    return withinLimits === true ? rule(value) : withinLimits;
  };

/** Validates a whole number. */
export const validateWholeNumber = withNumberRule(
  (value) => value == null || Number.isInteger(value) || 'Enter a whole number.',
);

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;
const EXPLANATION = 'Enter a time as hours and minutes, such as 09:30.';

const common = (name: string) => ({
  name,
  type: 'text' as const,
  maxLength: 5,
  admin: { placeholder: '09:00', width: '33%' },
});

/** A wall-clock time in Europe/London as `HH:mm`. */
export const timeOfDayField = (name: string): TextField => ({
  ...common(name),
  required: true,
  validate: withTextRule((value) => (typeof value === 'string' && TIME_OF_DAY.test(value)) || EXPLANATION),
});

/** Like {@link timeOfDayField}, but optional. */
export const optionalTimeOfDayField = (name: string, description?: string): TextField => ({
  ...common(name),
  validate: withTextRule(
    (value) => value == null || value === '' || (typeof value === 'string' && TIME_OF_DAY.test(value)) || EXPLANATION,
  ),
  admin: { ...common(name).admin, ...(description ? { description } : {}) },
});

/** An amount in whole pence, shown in pounds. Forms cannot edit the amount, because only the system writes it. */
export const moneyField = (name: string, overrides: Partial<NumberField> = {}): NumberField =>
  ({
    name,
    type: 'number',
    required: true,
    min: 0,
    validate: withNumberRule((value) => Number.isSafeInteger(value) || 'Enter an amount of 0 or more.'),
    ...overrides,
    admin: {
      ...overrides.admin,
      components: {
        Cell: '/src/admin/sales/cells.tsx#PoundsCell',
        Field: '/src/admin/sales/order-fields.tsx#MoneyField',
      },
    },
  }) as NumberField;

/** A hidden field with the only currency in which we sell. */
export const currencyField: SelectField = {
  name: 'currency',
  type: 'select',
  required: true,
  defaultValue: 'GBP',
  options: ['GBP'],
  admin: { hidden: true },
};
