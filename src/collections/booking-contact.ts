import type { Field, Validate } from 'payload';
import { text, textarea } from 'payload/shared';
import type { Booking } from '../payload-types.ts';
import { normaliseEmail, normalisePostcode } from '../services/contact.ts';
import { parseEmail } from '../services/email-address.ts';
import { ukPhoneField } from './fields/uk-phone.ts';
import { unlessUnchanged } from './fields/unless-unchanged.ts';

type Options = Parameters<Validate<string, Partial<Booking>>>[1];
type Rule = (value: string) => true | string;

/** Somebody who comes to a showroom after a call may leave no more than a name and a number. */
const mayBeMissing = ({ type }: Partial<Booking>) => type === 'SHOWROOM';

/** Nothing, where a visit may do without it, or what `rule` takes. */
const neededElsewhere = (rule: Rule) =>
  unlessUnchanged((value: string | null | undefined, { data }: Options) => {
    if (value) return rule(value);
    return mayBeMissing(data) || 'Needed, unless the visit is to a showroom.';
  });

const orNone = (normalise: (value: string) => string) => ({
  beforeValidate: [
    ({ value }: { value?: unknown }) => (typeof value === 'string' ? normalise(value).trim() || null : value),
  ],
});

const MAX_ADDRESS = 2000;

/** How to reach the customer of a booking, and where they live. */
export const bookingContact: Field[] = [
  {
    type: 'row',
    fields: [
      {
        name: 'email',
        type: 'email',
        index: true,
        hooks: orNone(normaliseEmail),
        validate: neededElsewhere(
          (value) => parseEmail(value) !== undefined || 'An e-mail address, for example ada@example.com.',
        ) as Validate,
        admin: { description: 'Confirmation and reminder go there. A visit to a showroom can do without.' },
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
        maxLength: MAX_ADDRESS,
        hooks: orNone((value) => value),
        validate: async (value, options) => {
          const within = await textarea(value, options);
          return within === true ? neededElsewhere(() => true)(value, options) : within;
        },
      },
      {
        name: 'postcode',
        type: 'text',
        maxLength: 10,
        hooks: orNone((value) => normalisePostcode(value) ?? value),
        validate: async (value: string | null | undefined, options: Parameters<typeof text>[1]) => {
          const within = await text(value, options);
          if (within !== true) return within;
          return neededElsewhere((one) => !!normalisePostcode(one) || 'A UK postcode, for example SW4 7AA.')(
            value,
            options,
          );
        },
      },
    ],
  },
];
