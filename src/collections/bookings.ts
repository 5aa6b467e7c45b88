import type { CollectionConfig } from 'payload';
import { collectionAccess, fieldRoles, ownOr, staff, systemField } from '../access/access.ts';
import { applyBookingRules } from '../hooks/bookings/apply-booking-rules.ts';
import { emitBookingEvents } from '../hooks/bookings/emit-booking-events.ts';
import { refuseDeletingLiveBooking } from '../hooks/bookings/refuse-deleting-live-booking.ts';
import { noteWhoChanges, noteWhoDeletes } from '../hooks/history/note-staff.ts';
import type { Booking } from '../payload-types.ts';
import { askedSlot } from '../services/appointments/asked-slot.ts';
import { APPOINTMENT_TYPES, BOOKING_STATUSES } from '../services/appointments/types.ts';
import { bookingColumns } from './booking-columns.ts';
import { bookingContact } from './booking-contact.ts';
import { historyField } from './fields/history.ts';
import { nameField } from './fields/name.ts';
import { formOnly } from './fields/parts-of-view.ts';

const sales = staff('sales');

/** Appointments that customers, or staff for them, have made. */
export const bookings: CollectionConfig<'bookings'> = {
  slug: 'bookings',
  defaultSort: '-createdAt',
  admin: {
    group: 'Appointments',
    useAsTitle: 'referenceCode',
    defaultColumns: ['startsAt', 'status', 'customerName', 'phone', 'type', 'showroom', 'rooms', 'referenceCode'],
    pagination: { defaultLimit: 25 },
    listSearchableFields: ['referenceCode', 'email', 'firstName', 'lastName', 'phone', 'postcode'],
    description: 'Appointments. The customer is told by e-mail of every change.',
    components: { beforeListTable: ['/src/admin/lists/ready-lists.tsx#ReadyLists'] },
  },
  access: collectionAccess({ read: ownOr('customer', 'sales'), create: sales, update: sales, delete: staff() }),
  hooks: {
    beforeChange: [noteWhoChanges, applyBookingRules],
    afterChange: [emitBookingEvents],
    beforeDelete: [noteWhoDeletes, refuseDeletingLiveBooking],
  },
  fields: [
    {
      name: 'referenceCode',
      type: 'text',
      label: 'Reference',
      unique: true,
      index: true,
      access: systemField,
      admin: { readOnly: true, position: 'sidebar', description: 'Given when the booking is stored.' },
    },
    {
      name: 'status',
      type: 'select',
      required: true,
      defaultValue: 'PENDING',
      index: true,
      options: [...BOOKING_STATUSES],
      admin: {
        position: 'sidebar',
        components: {
          Field: '/src/admin/bookings/status-field.tsx#StatusField',
          Cell: '/src/admin/cells/booking-status.tsx#BookingStatusCell',
        },
      },
    },
    formOnly('actions', '/src/admin/bookings/booking-actions.tsx#BookingActions'),
    formOnly('fillFromCustomer', '/src/admin/bookings/fill-from-customer.tsx#FillFromCustomer'),
    {
      name: 'customer',
      type: 'relationship',
      relationTo: 'customers',
      index: true,
      admin: {
        position: 'sidebar',
        description:
          'The account, when the customer has one. In a new booking it fills in the name and how to reach them.',
      },
    },
    {
      type: 'row',
      fields: [
        {
          name: 'type',
          type: 'select',
          required: true,
          options: [...APPOINTMENT_TYPES],
          defaultValue: async ({ req }) => (await askedSlot(req))?.type,
          admin: { components: { Cell: '/src/admin/cells/appointment-type.tsx#AppointmentTypeCell' } },
        },
      ],
    },
    {
      type: 'row',
      fields: [
        {
          name: 'slot',
          type: 'relationship',
          relationTo: 'time-slots',
          required: true,
          index: true,
          defaultValue: async ({ req }) => (await askedSlot(req))?.id,
          // filterOptions offers what is free; whether it still is when saved is for `takeSlot` to say, which also takes it.
          validate: (value: unknown) => Boolean(value) || 'Choose a slot.',
          filterOptions: ({ data }) => ({
            isClosed: { not_equals: true },
            startsAt: { greater_than: new Date().toISOString() },
            isBooked: { not_equals: true },
            ...(data?.type ? { type: { equals: data.type } } : {}),
          }),
          admin: { components: { Field: '/src/admin/bookings/slot-field.tsx#SlotField' } },
        },
      ],
    },
    {
      type: 'row',
      fields: [
        {
          name: 'forKitchen',
          type: 'checkbox',
          defaultValue: false,
          validate: (value, { siblingData }) =>
            Boolean(value || (siblingData as Partial<Booking>).forBedroom) || 'Choose kitchen, bedroom or both.',
        },
        { name: 'forBedroom', type: 'checkbox', defaultValue: false },
      ],
    },
    {
      type: 'row',
      fields: [nameField('firstName'), nameField('lastName')],
    },
    ...bookingContact,
    {
      name: 'notes',
      type: 'textarea',
      maxLength: 2000,
      access: { read: fieldRoles('sales') },
      admin: { description: 'For staff; customers never see this.' },
    },
    {
      name: 'cancelReason',
      type: 'textarea',
      label: 'Reason',
      maxLength: 500,
      admin: {
        condition: (data) => data?.status === 'CANCELLED' || data?.status === 'NO_SHOW',
        description: 'Why the visit was cancelled or missed.',
      },
    },
    {
      name: 'sequence',
      type: 'number',
      required: true,
      defaultValue: 0,
      access: systemField,
      admin: { hidden: true },
    },
    { name: 'reminderDueAt', type: 'date', access: systemField, admin: { hidden: true } },
    ...bookingColumns,
    formOnly('dataProtection', '/src/admin/customers/person-panel.tsx#PersonPanel'),
    historyField,
  ],
};
