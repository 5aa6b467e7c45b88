import type { Field, Validate } from 'payload';
import { text, textarea } from 'payload/shared';
import { isNewEmail, normaliseEmail, normalisePostcode } from '../../lib/contact.ts';
import type { Booking } from '../../payload-types.ts';
import { ukPhoneField, validateIfChanged } from '../fields/contact-fields.ts';
import { hiddenInForm, listOnlyField } from '../fields/ui-fields.ts';
import { dateTimeAdmin } from '../fields/value-fields.ts';

type Options = Parameters<Validate<string, Partial<Booking>>>[1];
type Rule = (value: string) => true | string;

/**
 * Whether e-mail address and postal address are optional: a showroom visit booked by phone needs only a name and a phone number.
 */
const isContactOptional = ({ type }: Partial<Booking>) => type === 'SHOWROOM';

/** Requires a value that satisfies `rule`. For showroom visits, the value may be empty. */
const requireUnlessShowroom = (rule: Rule) =>
  validateIfChanged((value: string | null | undefined, { data }: Options) => {
    if (value) return rule(value);
    return isContactOptional(data) || 'Required, except for visits to a showroom.';
  });

const normaliseOrNull = (normalise: (value: string) => string) => ({
  beforeValidate: [
    ({ value }: { value?: unknown }) => (typeof value === 'string' ? normalise(value).trim() || null : value),
  ],
});

const MAX_ADDRESS_LENGTH = 2000;

/** Contact details and address of a booking's customer. */
export const bookingContact: Field[] = [
  {
    type: 'row',
    fields: [
      {
        name: 'email',
        type: 'email',
        index: true,
        hooks: normaliseOrNull(normaliseEmail),
        validate: requireUnlessShowroom(
          (value) => isNewEmail(value) || 'Enter an e-mail address, such as ada@example.com.',
        ) as Validate,
        admin: {
          description: 'Confirmations and reminders go to this address. It is optional for visits to a showroom.',
        },
      },
      ukPhoneField({ required: true }),
    ],
  },
  {
    type: 'row',
    fields: [
      {
        name: 'address',
        type: 'textarea',
        maxLength: MAX_ADDRESS_LENGTH,
        hooks: normaliseOrNull((value) => value),
        validate: async (value, options) => {
          const withinLimits = await textarea(value, options);
          return withinLimits === true ? requireUnlessShowroom(() => true)(value, options) : withinLimits;
        },
      },
      {
        name: 'postcode',
        type: 'text',
        maxLength: 10,
        hooks: normaliseOrNull((value) => normalisePostcode(value) ?? value),
        validate: async (value: string | null | undefined, options: Parameters<typeof text>[1]) => {
          const withinLimits = await text(value, options);
          if (withinLimits !== true) return withinLimits;
          return requireUnlessShowroom(
            (postcode) => !!normalisePostcode(postcode) || 'Enter a UK postcode, such as SW4 7AA.',
          )(value, options);
        },
      },
    ],
  },
];

/** List columns whose values are not stored in the booking itself: fields of its slot, and combinations of fields. */
export const bookingColumns: Field[] = [
  {
    name: 'startsAt',
    type: 'date',
    label: 'Appointment',
    virtual: 'slot.startsAt',
    admin: {
      condition: hiddenInForm,
      ...dateTimeAdmin,
    },
  },
  {
    // The filter on past appointments needs the end. The list shows only the start.
    name: 'endsAt',
    type: 'date',
    label: 'Appointment ends',
    virtual: 'slot.endsAt',
    admin: { condition: hiddenInForm, disableListColumn: true, ...dateTimeAdmin },
  },
  {
    name: 'showroom',
    type: 'text',
    virtual: 'slot.showroom.name',
    admin: {
      condition: hiddenInForm,
      components: { Cell: '/src/admin/shared/cells.tsx#TextOrDashCell' },
    },
  },
  listOnlyField('customerName', '/src/admin/appointments/cells.tsx#CustomerNameCell', 'Customer name'),
  listOnlyField('rooms', '/src/admin/appointments/cells.tsx#RoomsCell', 'For'),
];
