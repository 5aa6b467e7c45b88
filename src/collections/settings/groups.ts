import type { Field, UploadField } from 'payload';
import { isHexColour } from '../../lib/display.ts';
import { RETENTION_DEFAULTS } from '../../services/settings/read-settings.ts';
import { stableGroup } from '../fields/ui-fields.ts';
import { validateWholeNumber, withTextRule } from '../fields/value-fields.ts';

const pictureField = (name: string, label: string, description: string, types?: string[]): UploadField => ({
  name,
  type: 'upload',
  relationTo: 'media',
  label,
  admin: { description },
  filterOptions: { mimeType: types ? { in: types } : { contains: 'image/' } },
});

/** Colours are written into style sheets, so only `#rrggbb` is accepted; a database constraint enforces the same. */
const validateHexColour = (value: unknown) =>
  value === null || value === undefined || value === '' || isHexColour(value)
    ? true
    : 'Enter a colour as # and six digits, such as #2f5a48.';

/** The company's branding in the admin UI and in e-mails. An empty field means the standard look. */
export const brandGroup: Field = {
  name: 'brand',
  type: 'group',
  admin: {
    description:
      'Changes appear on the next page you open and in the next e-mail. Empty fields keep the standard look.',
    components: stableGroup,
  },
  fields: [
    {
      name: 'line',
      type: 'text',
      label: 'Tagline',
      maxLength: 60,
      admin: { description: 'Shown below the name. If empty: “Kitchens & Bedrooms”.' },
    },
    {
      name: 'colour',
      type: 'text',
      validate: withTextRule(validateHexColour),
      hooks: {
        beforeChange: [({ value }) => (typeof value === 'string' && value ? value.toLowerCase() : null)],
      },
      admin: {
        description:
          'Used on the sign-in page, and for buttons here and in e-mails. Lighter and darker shades are chosen so that text stays readable in light and dark mode.',
        components: { Field: '/src/admin/settings/colour-field.tsx#ColourField' },
      },
    },
    {
      type: 'row',
      fields: [
        pictureField('logo', 'Logo', 'For light backgrounds.'),
        pictureField('logoOnDark', 'Logo for dark backgrounds', 'If empty, dark mode shows the logo on a light panel.'),
      ],
    },
    {
      type: 'row',
      fields: [
        pictureField('icon', 'Icon', 'Square. Shown in the browser tab and the breadcrumbs.'),
        pictureField(
          'emailLogo',
          'Logo for e-mails',
          'PNG or JPEG, at least 96 pixels high. Mail clients show no other file types.',
          ['image/png', 'image/jpeg'],
        ),
      ],
    },
  ],
};

type Period = keyof typeof RETENTION_DEFAULTS;

const periodField = (name: Period, label: string, max: number, description: string): Field => ({
  name,
  type: 'number',
  label,
  required: true,
  defaultValue: RETENTION_DEFAULTS[name],
  min: 0,
  max,
  validate: validateWholeNumber,
  admin: { description },
});

/**
 * Retention periods of personal data. Each hour, a worker erases older data and records in the change log how many rows it
 * erased.
 */
export const retentionGroup: Field = {
  name: 'retention',
  type: 'group',
  label: 'How long personal data are kept',
  admin: {
    description:
      '0 keeps data for ever. Older data are removed within the hour and cannot be restored; the history records how many were removed. Orders and invoices are not included: the law requires them to be kept for six years.',
    components: stableGroup,
  },
  fields: [
    periodField(
      'bookingMonths',
      'Bookings, in months after the visit; notes on orders and customers, in months after the last change of the note',
      600,
      'Personal details are removed; the visits still count in statistics. No law sets a minimum, but claims from a contract can be made for six years (72 months).',
    ),
    periodField(
      'brochureRequestMonths',
      'Brochure requests, in months',
      600,
      'Personal details are removed; the requests still count by postcode district. No law sets a minimum.',
    ),
    periodField(
      'eventMonths',
      'Event log (bookings, orders, accounts), in months',
      600,
      'Records of what happened, with addresses and first names. The history of orders and bookings is built from them. No law sets a minimum.',
    ),
    periodField(
      'unverifiedAccountDays',
      'Accounts with an unverified address, in days',
      3650,
      'These accounts are deleted, because they may have been created by someone who does not own the address.',
    ),
  ],
};
