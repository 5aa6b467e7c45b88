import type { CollectionConfig, DateField } from 'payload';
import { collectionAccess, rolesOrAdmin, systemField } from '../../access/access.ts';
import { dropStrayShowroom, guardBookedSlot, refuseDeletingBookedSlot } from '../../hooks/appointments/time-slots.ts';
import { withFieldErrors } from '../../hooks/errors.ts';
import { APPOINTMENT_TYPES } from '../../services/appointments/statuses.ts';
import { formOnlyField, hiddenInForm, listOnlyField } from '../fields/ui-fields.ts';
import { dateTimeAdmin, validateWholeNumber } from '../fields/value-fields.ts';

const salesOnly = rolesOrAdmin('sales');

const slotTime: DateField['admin'] = {
  description: 'In this computer’s time zone. Lists and e-mails show London time.',
  ...dateTimeAdmin,
};

/** Bookable times. The generator creates slots from the availability; staff can add and close single slots. */
export const timeSlots: CollectionConfig<'time-slots'> = {
  slug: 'time-slots',
  labels: { singular: 'Slot', plural: 'Slots' },
  defaultSort: 'startsAt',
  admin: {
    group: 'Appointments',
    useAsTitle: 'startsAt',
    defaultColumns: ['startsAt', 'state', 'type', 'showroomName', 'lane', 'endsAt'],
    pagination: { defaultLimit: 25 },
    description: 'Times that customers can book. They are generated from Availability; add or close single slots here.',
    components: { beforeListTable: ['/src/admin/shared/list-preset-bar.tsx#ListPresets'] },
  },
  access: collectionAccess({ read: salesOnly, create: salesOnly, update: salesOnly, delete: salesOnly }),
  hooks: {
    beforeChange: [dropStrayShowroom, withFieldErrors(guardBookedSlot)],
    beforeDelete: [refuseDeletingBookedSlot],
  },
  fields: [
    {
      name: 'type',
      type: 'select',
      required: true,
      options: [...APPOINTMENT_TYPES],
      admin: { components: { Cell: '/src/admin/appointments/cells.tsx#AppointmentTypeCell' } },
    },
    {
      name: 'showroom',
      type: 'relationship',
      relationTo: 'showrooms',
      index: true,
      admin: { condition: (data) => data?.type === 'SHOWROOM', description: 'Only for visits to a showroom.' },
    },
    { name: 'startsAt', type: 'date', required: true, index: true, admin: slotTime },
    { name: 'endsAt', type: 'date', required: true, admin: slotTime },
    {
      name: 'lane',
      type: 'number',
      required: true,
      defaultValue: 1,
      min: 1,
      max: 20,
      validate: validateWholeNumber,
      admin: { description: 'Each team that works in parallel has its own lane. Slots in one lane never overlap.' },
    },
    {
      name: 'isClosed',
      type: 'checkbox',
      label: 'Closed',
      defaultValue: false,
      admin: { description: 'Removes the slot from the website. An existing booking stays.' },
    },
    {
      name: 'isGenerated',
      type: 'checkbox',
      label: 'Generated automatically',
      defaultValue: false,
      access: systemField,
      admin: {
        readOnly: true,
        description: 'A generated slot that is free is removed when the hours under Availability no longer include it.',
      },
    },
    {
      name: 'isBooked',
      type: 'checkbox',
      label: 'Booked',
      defaultValue: false,
      access: systemField,
      admin: { readOnly: true, description: 'Set by the system.' },
    },
    {
      type: 'row',
      admin: { condition: (data) => Boolean(data?.heldUntil) },
      fields: [
        {
          name: 'heldBy',
          type: 'relationship',
          relationTo: 'customers',
          access: systemField,
          admin: { readOnly: true, description: 'The customer who is filling in the form for this slot.' },
        },
        { name: 'heldUntil', type: 'date', access: systemField, admin: { readOnly: true } },
        { name: 'holdId', type: 'text', access: systemField, admin: { hidden: true } },
      ],
    },
    formOnlyField('heading', '/src/admin/appointments/form-parts.tsx#SlotHeading'),
    listOnlyField('state', '/src/admin/appointments/cells.tsx#SlotStateCell'),
    {
      name: 'showroomName',
      type: 'text',
      label: 'Place',
      virtual: 'showroom.name',
      admin: {
        condition: hiddenInForm,
        components: { Cell: '/src/admin/shared/cells.tsx#TextOrDashCell' },
      },
    },
  ],
};
