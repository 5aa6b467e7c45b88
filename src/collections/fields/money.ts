import type { NumberField, SelectField } from 'payload';
import { numberRule } from './rules.ts';

/** An amount in whole pence, shown in pounds; what nobody but the system writes is not editable in any form. */
export const moneyField = (name: string, overrides: Partial<NumberField> = {}): NumberField =>
  ({
    name,
    type: 'number',
    required: true,
    min: 0,
    validate: numberRule((value) => Number.isSafeInteger(value) || 'Whole pence, 0 or more.'),
    ...overrides,
    admin: {
      ...overrides.admin,
      components: {
        Cell: '/src/admin/cells/pounds.tsx#PoundsCell',
        Field: '/src/admin/sales/money-field.tsx#MoneyField',
      },
    },
  }) as NumberField;

/** The one currency that we sell in. */
export const currencyField: SelectField = {
  name: 'currency',
  type: 'select',
  required: true,
  defaultValue: 'GBP',
  options: ['GBP'],
  admin: { hidden: true },
};
