import type { GlobalConfig } from 'payload';
import { globalAccess } from '../../access/access.ts';
import {
  checkClosedHours,
  checkHours,
  copyClosedDays,
  mergeClosedDays,
  regenerateSlots,
} from '../../hooks/appointments/availability.ts';
import { validateArrayRows } from '../../hooks/errors.ts';
import { logGlobalChange } from '../../hooks/history/change-log.ts';
import { parseDay } from '../../lib/dates.ts';
import { CHANGE_DEADLINE_HOURS } from '../../services/appointments/change-booking.ts';
import { APPOINTMENT_TYPES, WEEKDAYS } from '../../services/appointments/statuses.ts';
import { historyField, readOnlyNotice } from '../fields/ui-fields.ts';
import { optionalTimeOfDayField, timeOfDayField, validateWholeNumber, withTextRule } from '../fields/value-fields.ts';

/** The weekly hours, limits and closed days from which the slot generator makes slots. */
export const availability: GlobalConfig<'availability'> = {
  slug: 'availability',
  admin: {
    group: 'Appointments',
    description:
      'When customers can book. Slots are generated from these settings, in London time, and updated when you change them; booked slots stay as they are.',
  },
  access: globalAccess,
  hooks: {
    beforeChange: [mergeClosedDays, checkHours, checkClosedHours, logGlobalChange],
    afterChange: [regenerateSlots],
  },
  fields: [
    readOnlyNotice,
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
          validate: validateWholeNumber,
          admin: { description: 'How many days ahead slots are generated.', width: '50%' },
        },
        {
          name: 'noticeHours',
          label: 'Notice in hours',
          type: 'number',
          required: true,
          defaultValue: 24,
          min: 0,
          max: 24 * 30,
          validate: validateWholeNumber,
          admin: {
            description:
              'How many hours before its start a slot is no longer offered on the website. Staff can still book it.',
            width: '50%',
          },
        },
        {
          name: 'changeDeadlineHours',
          label: 'Deadline for changes by customers, in hours before the visit',
          type: 'number',
          required: true,
          defaultValue: CHANGE_DEADLINE_HOURS,
          min: 0,
          max: 24 * 7,
          validate: validateWholeNumber,
          admin: {
            description:
              'Until this deadline, customers can move or cancel their visits themselves. Staff can do so at any time.',
            width: '50%',
          },
        },
      ],
    },
    {
      name: 'schedules',
      type: 'array',
      hooks: { beforeValidate: [validateArrayRows] },
      labels: { singular: 'Schedule', plural: 'Schedules' },
      admin: {
        description: 'One schedule for each appointment type; for showroom visits, one for each showroom.',
        initCollapsed: true,
        components: { RowLabel: '/src/admin/appointments/form-parts.tsx#ScheduleLabel' },
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
              label: 'Length of a slot in minutes',
              type: 'number',
              required: true,
              defaultValue: 60,
              min: 10,
              max: 480,
              validate: validateWholeNumber,
            },
            {
              name: 'bufferMinutes',
              label: 'Minutes between slots',
              type: 'number',
              required: true,
              defaultValue: 0,
              min: 0,
              max: 240,
              validate: validateWholeNumber,
              admin: { description: 'For travel and tidying up.' },
            },
            {
              name: 'lanes',
              type: 'number',
              required: true,
              defaultValue: 1,
              min: 1,
              max: 20,
              validate: validateWholeNumber,
              admin: { description: 'The number of teams that work in parallel.' },
            },
          ],
        },
        {
          name: 'hours',
          type: 'array',
          hooks: { beforeValidate: [validateArrayRows] },
          required: true,
          labels: { singular: 'Hours', plural: 'Hours' },
          admin: {
            initCollapsed: true,
            components: { RowLabel: '/src/admin/appointments/form-parts.tsx#HoursLabel' },
          },
          fields: [
            {
              type: 'row',
              fields: [
                { name: 'day', type: 'select', required: true, options: [...WEEKDAYS] },
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
      hooks: { beforeValidate: [validateArrayRows] },
      labels: { singular: 'Closed day', plural: 'Closed days' },
      admin: {
        description:
          'Bank holidays and other days off, or a part of a day. Free slots at that time are removed. Booked slots stay, so that you can move the bookings.',
        initCollapsed: true,
        components: { RowLabel: '/src/admin/appointments/form-parts.tsx#ClosedDayLabel' },
      },
      fields: [
        {
          type: 'row',
          fields: [
            {
              name: 'date',
              type: 'text',
              required: true,
              validate: withTextRule(
                (value) => parseDay(value) !== undefined || 'Enter a date as year-month-day, such as 2026-12-25.',
              ),
              admin: { placeholder: '2026-12-25' },
            },
            optionalTimeOfDayField('from', 'Leave both times empty to close the whole day.'),
            optionalTimeOfDayField('to'),
          ],
        },
        {
          type: 'row',
          fields: [
            { name: 'reason', type: 'text', maxLength: 100 },
            {
              name: 'showroom',
              type: 'relationship',
              relationTo: 'showrooms',
              admin: { description: 'Leave it empty to close the whole company.' },
            },
          ],
        },
      ],
    },
    {
      name: 'closedDaysSeen',
      type: 'json',
      virtual: true,
      admin: { hidden: true },
      hooks: { afterRead: [copyClosedDays] },
    },
    historyField,
  ],
};
