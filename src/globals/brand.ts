import type { Field, UploadField } from 'payload';
import { textRule } from '../collections/fields/rules.ts';
import { wholeGroup } from '../collections/fields/whole-group.ts';
import { isHexColour } from '../hex-colour.ts';

const picture = (name: string, label: string, description: string, types?: string[]): UploadField => ({
  name,
  type: 'upload',
  relationTo: 'media',
  label,
  admin: { description },
  filterOptions: { mimeType: types ? { in: types } : { contains: 'image/' } },
});

/** Colours stand in style sheets, so nothing else gets into the database; a constraint holds it too. */
const hexColour = (value: unknown) =>
  value === null || value === undefined || value === '' || isHexColour(value)
    ? true
    : 'Six hexadecimal digits after a #, as in #2f5a48.';

/** How the company looks to its staff and in e-mails. What is empty keeps the look that the system comes with. */
export const brandGroup: Field = {
  name: 'brand',
  type: 'group',
  admin: {
    description: 'Seen at the next page that is opened and in the next e-mail. What is empty keeps the standard look.',
    components: wholeGroup,
  },
  fields: [
    {
      name: 'line',
      type: 'text',
      label: 'What we deal in',
      maxLength: 60,
      admin: { description: 'Below the name: “Kitchens & Bedrooms” unless told otherwise.' },
    },
    {
      name: 'colour',
      type: 'text',
      validate: textRule(hexColour),
      hooks: {
        beforeChange: [({ value }) => (typeof value === 'string' && value ? value.toLowerCase() : null)],
      },
      admin: {
        description:
          'Of the sign-in page, and of buttons here and in e-mails. Its shades by day and night are chosen so that they can be read.',
        components: { Field: '/src/admin/brand/colour-field.tsx#ColourField' },
      },
    },
    {
      type: 'row',
      fields: [
        picture('logo', 'Logo', 'For light ground.'),
        picture('logoOnDark', 'Logo for dark ground', 'Without it the logo stands on a light plate at night.'),
      ],
    },
    {
      type: 'row',
      fields: [
        picture('icon', 'Icon', 'Square: of the browser’s tab, and of the breadcrumbs.'),
        picture(
          'emailLogo',
          'Logo of e-mails',
          'PNG or JPEG, at least 96 pixels high: mail clients show no other type.',
          ['image/png', 'image/jpeg'],
        ),
      ],
    },
  ],
};
