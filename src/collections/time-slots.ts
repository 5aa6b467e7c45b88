import type { CollectionConfig, DateField } from 'payload';
import { collectionAccess, staff, systemField } from '../access/access.ts';
import { dropStrayShowroom } from '../hooks/time-slots/drop-stray-showroom.ts';
import { guardBookedSlot, refuseDeletingBookedSlot } from '../hooks/time-slots/guard-booked-slot.ts';
import { APPOINTMENT_TYPES } from '../services/appointments/types.ts';
import { moment } from './fields/moment.ts';
import { formOnly, hiddenInForm, listOnly } from './fields/parts-of-view.ts';

const staffSees = staff('sales');

const londonMoment: DateField['admin'] = {
  description: 'By the clock of this computer; lists and messages show London time.',
  ...moment,
};

/** Bookable times. The generator makes them from the availability; staff may add and close some by hand. */
export const timeSlots: CollectionConfig<'time-slots'> = {
  slug: 'time-slots',
  labels: { singular: 'Slot', plural: 'Slots' },
  defaultSort: 'startsAt',
  admin: {
    group: 'Appointments',
    useAsTitle: 'startsAt',
    defaultColumns: ['startsAt', 'state', 'type', 'showroomName', 'lane', 'endsAt'],
    pagination: { defaultLimit: 25 },
    description: 'Times that can be booked. They are made ahead from Availability; add or close single ones here.',
    components: { beforeListTable: ['/src/admin/lists/ready-lists.tsx#ReadyLists'] },
  },
  access: collectionAccess({ read: staffSees, create: staffSees, update: staffSees, delete: staffSees }),
  hooks: { beforeChange: [dropStrayShowroom, guardBookedSlot], beforeDelete: [refuseDeletingBookedSlot] },
  fields: [
    {
      name: 'type',
      type: 'select',
      required: true,
      options: [...APPOINTMENT_TYPES],
      admin: { components: { Cell: '/src/admin/cells/appointment-type.tsx#AppointmentTypeCell' } },
    },
    {
      name: 'showroom',
      type: 'relationship',
      relationTo: 'showrooms',
      index: true,
      admin: { condition: (data) => data?.type === 'SHOWROOM', description: 'Only for visits to a showroom.' },
    },
    { name: 'startsAt', type: 'date', required: true, index: true, admin: londonMoment },
    { name: 'endsAt', type: 'date', required: true, admin: londonMoment },
    {
      name: 'lane',
      type: 'number',
      required: true,
      defaultValue: 1,
      min: 1,
      max: 20,
      admin: { description: 'Teams that work in parallel each have a lane; slots of one lane never overlap.' },
    },
    {
      name: 'isClosed',
      type: 'checkbox',
      label: 'Closed',
      defaultValue: false,
      admin: { description: 'Takes the slot off the website. A booking that it has stays.' },
    },
    {
      name: 'isGenerated',
      type: 'checkbox',
      label: 'Made by the generator',
      defaultValue: false,
      access: systemField,
      admin: { readOnly: true, description: 'It goes when the availability no longer has it.' },
    },
    {
      name: 'isBooked',
      type: 'checkbox',
      label: 'Booked',
      defaultValue: false,
      access: systemField,
      admin: { readOnly: true, description: 'Kept by the system.' },
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
          admin: { readOnly: true, description: 'Who is filling in the form for this slot.' },
        },
        { name: 'heldUntil', type: 'date', access: systemField, admin: { readOnly: true } },
        { name: 'holdId', type: 'text', access: systemField, admin: { hidden: true } },
      ],
    },
    formOnly('heading', '/src/admin/slots/slot-heading.tsx#SlotHeading'),
    listOnly('state', '/src/admin/cells/slot-state.tsx#SlotStateCell'),
    {
      name: 'showroomName',
      type: 'text',
      label: 'Place',
      virtual: 'showroom.name',
      admin: {
        condition: hiddenInForm,
        components: { Cell: '/src/admin/cells/text-or-dash.tsx#TextOrDashCell' },
      },
    },
  ],
};
