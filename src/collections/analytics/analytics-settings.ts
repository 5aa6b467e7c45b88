import type { CollectionConfig, GlobalConfig } from 'payload';
import { adminsOnly, collectionAccess, globalAccess } from '../../access/access.ts';
import { assignFunnelKeys, countNewFunnels } from '../../hooks/analytics/funnels.ts';
import { validateArrayRows } from '../../hooks/errors.ts';
import { logGlobalChange } from '../../hooks/history/change-log.ts';
import { DEFAULT_FUNNELS } from '../../services/analytics/define-funnels.ts';
import { historyField, readOnlyNotice } from '../fields/ui-fields.ts';
import { validateWholeNumber, withTextRule } from '../fields/value-fields.ts';

/** Analytics events that were accepted but cannot be stored. Only the flusher adds refused events. */
export const refusedEvents: CollectionConfig<'refused-events'> = {
  slug: 'refused-events',
  labels: { singular: 'Refused event', plural: 'Refused events' },
  admin: {
    group: 'Administration',
    useAsTitle: 'reason',
    defaultColumns: ['reason', 'createdAt', 'entry'],
    description:
      'Analytics events that Postgres refused, with the reason. There should be none. They are kept as long as other individual events. Read only.',
  },
  access: collectionAccess({ read: adminsOnly }),
  fields: [
    { name: 'reason', type: 'text', required: true },
    {
      name: 'entry',
      type: 'text',
      required: true,
      unique: true,
      admin: { description: 'The event’s position in the buffer.' },
    },
    {
      name: 'event',
      type: 'json',
      required: true,
      admin: { components: { Field: '/src/admin/shared/form-parts.tsx#JsonField' } },
    },
  ],
};

/** Format of event types sent by the website. */
const EVENT_TYPE_PATTERN = /^[a-z][a-z0-9_.:-]{0,99}$/i;
const PAGE_PATH_PATTERN = /^\/[^?#\s]{0,199}$/;

/** Funnels of the dashboards, and the retention of raw events. */
export const analyticsSettings: GlobalConfig<'analytics-settings'> = {
  slug: 'analytics-settings',
  label: 'Analytics settings',
  admin: {
    group: 'Administration',
    description: 'The funnels shown under Analytics, and how long individual events are kept.',
  },
  access: globalAccess,
  hooks: { beforeValidate: [assignFunnelKeys], beforeChange: [logGlobalChange], afterChange: [countNewFunnels] },
  fields: [
    readOnlyNotice,
    {
      name: 'retentionMonths',
      label: 'Months to keep individual events',
      type: 'number',
      required: true,
      defaultValue: 25,
      min: 1,
      max: 120,
      validate: validateWholeNumber,
      admin: {
        description: 'Whole months after the month of the event. The totals are kept for good; they identify nobody.',
      },
    },
    {
      name: 'funnels',
      type: 'array',
      hooks: { beforeValidate: [validateArrayRows] },
      labels: { singular: 'Funnel', plural: 'Funnels' },
      maxRows: 10,
      defaultValue: DEFAULT_FUNNELS,
      admin: {
        description:
          'Each funnel counts the sessions that take its steps in this order. After a change the sessions are counted again, which takes a few minutes.',
        initCollapsed: true,
        components: { RowLabel: '/src/admin/analytics/form-fields.tsx#FunnelLabel' },
      },
      fields: [
        { name: 'key', type: 'text', required: true, maxLength: 60, admin: { hidden: true } },
        {
          type: 'row',
          fields: [
            { name: 'name', type: 'text', required: true, maxLength: 60 },
            {
              name: 'windowHours',
              label: 'Maximum hours from the first step to the last',
              type: 'number',
              required: true,
              defaultValue: 24,
              min: 1,
              max: 24 * 90,
              validate: validateWholeNumber,
            },
          ],
        },
        {
          name: 'steps',
          type: 'array',
          hooks: { beforeValidate: [validateArrayRows] },
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
                  validate: withTextRule(
                    (value) =>
                      (typeof value === 'string' && EVENT_TYPE_PATTERN.test(value)) ||
                      'Choose an event from the list, or enter the event name that the website sends.',
                  ),
                  admin: {
                    placeholder: 'page_view',
                    components: { Field: '/src/admin/analytics/form-fields.tsx#EventField' },
                  },
                },
                {
                  name: 'page',
                  label: 'On pages that begin with',
                  type: 'text',
                  validate: withTextRule(
                    (value) => !value || PAGE_PATH_PATTERN.test(String(value)) || 'Enter a path, such as /kitchens.',
                  ),
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
