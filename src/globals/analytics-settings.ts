import type { GlobalConfig } from 'payload';
import { globalAccess } from '../access/access.ts';
import { historyField } from '../collections/fields/history.ts';
import { textRule, wholeNumber } from '../collections/fields/rules.ts';
import { countNewFunnels } from '../hooks/analytics-settings/count-new-funnels.ts';
import { keyFunnels } from '../hooks/analytics-settings/key-funnels.ts';
import { logGlobalChange } from '../hooks/history/log-global-change.ts';
import { onlyRows } from '../hooks/only-rows.ts';
import { DEFAULT_FUNNELS } from '../services/analytics/funnels/defaults.ts';

/** Event types as the website sends them. */
const EVENT = /^[a-z][a-z0-9_.:-]{0,99}$/i;
const PAGE = /^\/[^?#\s]{0,199}$/;

/** What dashboards count, and for how long raw events are kept. */
export const analyticsSettings: GlobalConfig<'analytics-settings'> = {
  slug: 'analytics-settings',
  label: 'Analytics settings',
  admin: {
    group: 'Administration',
    description: 'Funnels that the analytics count, and for how long single events are kept.',
  },
  access: globalAccess,
  hooks: { beforeValidate: [keyFunnels], beforeChange: [logGlobalChange], afterChange: [countNewFunnels] },
  fields: [
    {
      name: 'retentionMonths',
      label: 'Months to keep single events',
      type: 'number',
      required: true,
      defaultValue: 25,
      min: 1,
      max: 120,
      validate: wholeNumber,
      admin: {
        description: 'Whole months after the one of the event. What was counted of them stays: it names nobody.',
      },
    },
    {
      name: 'funnels',
      type: 'array',
      hooks: { beforeValidate: [onlyRows] },
      labels: { singular: 'Funnel', plural: 'Funnels' },
      maxRows: 10,
      defaultValue: DEFAULT_FUNNELS,
      admin: {
        description:
          'How many sessions take one step after the other. After a change they are counted anew, which takes minutes.',
        initCollapsed: true,
        components: { RowLabel: '/src/admin/row-labels/funnel-label.tsx#FunnelLabel' },
      },
      fields: [
        { name: 'key', type: 'text', required: true, maxLength: 60, admin: { hidden: true } },
        {
          type: 'row',
          fields: [
            { name: 'name', type: 'text', required: true, maxLength: 60 },
            {
              name: 'windowHours',
              label: 'Hours from the first step to the last',
              type: 'number',
              required: true,
              defaultValue: 24,
              min: 1,
              max: 24 * 90,
            },
          ],
        },
        {
          name: 'steps',
          type: 'array',
          hooks: { beforeValidate: [onlyRows] },
          required: true,
          minRows: 2,
          maxRows: 10,
          labels: { singular: 'Step', plural: 'Steps' },
          fields: [
            {
              type: 'row',
              fields: [
                { name: 'label', type: 'text', required: true, maxLength: 60 },
                {
                  name: 'event',
                  type: 'text',
                  required: true,
                  validate: textRule(
                    (value) =>
                      (typeof value === 'string' && EVENT.test(value)) || 'The type of an event, such as page_view.',
                  ),
                  admin: { placeholder: 'page_view' },
                },
                {
                  name: 'page',
                  label: 'On pages that begin with',
                  type: 'text',
                  validate: textRule((value) => !value || PAGE.test(String(value)) || 'A path such as /kitchens.'),
                  admin: { placeholder: 'any page' },
                },
              ],
            },
          ],
        },
      ],
    },
    historyField,
  ],
};
