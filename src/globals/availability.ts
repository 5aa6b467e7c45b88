import type { GlobalConfig } from 'payload';
import { globalAccess } from '../access/access.ts';
import { historyField } from '../collections/fields/history.ts';
import { textRule } from '../collections/fields/rules.ts';
import { timeOfDayField } from '../collections/fields/time-of-day.ts';
import { parseDay } from '../dates.ts';
import { checkHours } from '../hooks/availability/check-hours.ts';
import { remakeSlots } from '../hooks/availability/remake-slots.ts';
import { logGlobalChange } from '../hooks/history/log-global-change.ts';
import { onlyRows } from '../hooks/only-rows.ts';
import { CHANGE_DEADLINE_HOURS } from '../services/appointments/timing.ts';
import { APPOINTMENT_TYPES } from '../services/appointments/types.ts';
import { DAYS } from '../services/appointments/weekdays.ts';

/** What the slot generator works from. */
export const availability: GlobalConfig<'availability'> = {
  slug: 'availability',
  admin: {
    group: 'Appointments',
    description:
      'When customers can book. Slots are made ahead from this, in London time, and follow its changes; booked ones stay as they are.',
  },
  access: globalAccess,
  hooks: { beforeChange: [checkHours, logGlobalChange], afterChange: [remakeSlots] },
  fields: [
    {
      type: 'row',
      fields: [
        {
          name: 'horizonDays',
          label: 'Horizon in days',
          type: 'number',
          required: true,
          defaultValue: 21,
          min: 1,
          max: 365,
          admin: { description: 'How many days ahead there are slots.', width: '50%' },
        },
        {
          name: 'noticeHours',
          label: 'Notice in hours',
          type: 'number',
          required: true,
          defaultValue: 24,
          min: 0,
          max: 24 * 30,
          admin: {
            description: 'How long before it begins a slot leaves the website. Staff may still book it.',
            width: '50%',
          },
        },
        {
          name: 'changeDeadlineHours',
          label: 'Changes by customers, hours before',
          type: 'number',
          required: true,
          defaultValue: CHANGE_DEADLINE_HOURS,
          min: 0,
          max: 24 * 7,
          admin: {
            description: 'Until then customers move and cancel their visits themselves. Staff may at any time.',
            width: '50%',
          },
        },
      ],
    },
    {
      name: 'schedules',
      type: 'array',
      hooks: { beforeValidate: [onlyRows] },
      labels: { singular: 'Schedule', plural: 'Schedules' },
      admin: {
        description: 'One for each type of appointment, and for showroom visits one for each showroom.',
        initCollapsed: true,
        components: { RowLabel: '/src/admin/row-labels/schedule-label.tsx#ScheduleLabel' },
      },
      fields: [
        {
          type: 'row',
          fields: [
            { name: 'type', type: 'select', required: true, options: [...APPOINTMENT_TYPES] },
            {
              name: 'showroom',
              type: 'relationship',
              relationTo: 'showrooms',
              admin: { condition: (_, row) => row?.type === 'SHOWROOM' },
            },
          ],
        },
        {
          type: 'row',
          fields: [
            {
              name: 'slotMinutes',
              label: 'Minutes of a slot',
              type: 'number',
              required: true,
              defaultValue: 60,
              min: 10,
              max: 480,
            },
            {
              name: 'bufferMinutes',
              label: 'Minutes between slots',
              type: 'number',
              required: true,
              defaultValue: 0,
              min: 0,
              max: 240,
              admin: { description: 'For travel and tidying up.' },
            },
            {
              name: 'lanes',
              type: 'number',
              required: true,
              defaultValue: 1,
              min: 1,
              max: 20,
              admin: { description: 'Teams that work in parallel.' },
            },
          ],
        },
        {
          name: 'hours',
          type: 'array',
          hooks: { beforeValidate: [onlyRows] },
          required: true,
          labels: { singular: 'Hours', plural: 'Hours' },
          admin: {
            initCollapsed: true,
            components: { RowLabel: '/src/admin/row-labels/hours-label.tsx#HoursLabel' },
          },
          fields: [
            {
              type: 'row',
              fields: [
                { name: 'day', type: 'select', required: true, options: [...DAYS] },
                timeOfDayField('opens'),
                timeOfDayField('closes'),
              ],
            },
          ],
        },
      ],
    },
    {
      name: 'closedDays',
      type: 'array',
      hooks: { beforeValidate: [onlyRows] },
      labels: { singular: 'Closed day', plural: 'Closed days' },
      admin: {
        description: 'Bank holidays and the like. Free slots of that day go; booked ones stay for you to move.',
        initCollapsed: true,
        components: { RowLabel: '/src/admin/row-labels/closed-day-label.tsx#ClosedDayLabel' },
      },
      fields: [
        {
          type: 'row',
          fields: [
            {
              name: 'date',
              type: 'text',
              required: true,
              validate: textRule((value) => parseDay(value) !== undefined || 'A day that there is, as YYYY-MM-DD.'),
              admin: { placeholder: '2026-12-25' },
            },
            { name: 'reason', type: 'text', maxLength: 100 },
            {
              name: 'showroom',
              type: 'relationship',
              relationTo: 'showrooms',
              admin: { description: 'Empty: the whole company.' },
            },
          ],
        },
      ],
    },
    historyField,
  ],
};
