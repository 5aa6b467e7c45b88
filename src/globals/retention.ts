import type { Field } from 'payload';
import { wholeNumber } from '../collections/fields/rules.ts';
import { wholeGroup } from '../collections/fields/whole-group.ts';
import { RETENTION_DEFAULTS } from '../services/settings/retention.ts';

type Period = keyof typeof RETENTION_DEFAULTS;

const period = (name: Period, label: string, max: number, description: string): Field => ({
  name,
  type: 'number',
  label,
  required: true,
  defaultValue: RETENTION_DEFAULTS[name],
  min: 0,
  max,
  validate: wholeNumber,
  admin: { description },
});

/** How long personal data are kept. A worker removes what is older each hour and says so in the change log. */
export const retentionGroup: Field = {
  name: 'retention',
  type: 'group',
  label: 'How long personal data are kept',
  admin: {
    description:
      '0 keeps for ever. What is older is removed within the hour, and nobody can bring it back; the change log says how much. Orders and invoices are not among these: the law has them kept for six years.',
    components: wholeGroup,
  },
  fields: [
    period(
      'bookingMonths',
      'Bookings, in months after the visit',
      600,
      'They lose the person and still count as visits. No law sets a minimum; claims from a contract can be made for six years (72 months).',
    ),
    period(
      'brochureRequestMonths',
      'Brochure requests, in months',
      600,
      'They lose the person and still count by district. No law sets a minimum.',
    ),
    period(
      'eventMonths',
      'Events, in months',
      600,
      'What happened, with addresses and first names: the history of orders and bookings is made of it. No law sets a minimum.',
    ),
    period(
      'unverifiedAccountDays',
      'Accounts whose address was never verified, in days',
      3650,
      'They are deleted. Somebody else may have registered the address.',
    ),
  ],
};
