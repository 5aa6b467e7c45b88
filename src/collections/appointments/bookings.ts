import type { CollectionConfig } from 'payload';
import {
  adminsOnly,
  collectionAccess,
  fieldRolesOrAdmin,
  ownRowsOrRoles,
  rolesOrAdmin,
  systemField,
} from '../../access/access.ts';
import { emitBookingEvents } from '../../hooks/appointments/booking-events.ts';
import { applyBookingRules, refuseDeletingLiveBooking, validateChosenSlot } from '../../hooks/appointments/bookings.ts';
import { withFieldErrors } from '../../hooks/errors.ts';
import { setStaffBeforeChange, setStaffBeforeDelete } from '../../hooks/history/change-log.ts';
import type { Booking } from '../../payload-types.ts';
import { readRequestedSlot } from '../../services/appointments/lock-slot.ts';
import { APPOINTMENT_TYPES, BOOKING_STATUSES } from '../../services/appointments/statuses.ts';
import { nameField } from '../fields/contact-fields.ts';
import { formOnlyField, historyField, rowTitleField } from '../fields/ui-fields.ts';
import { validateWholeNumber } from '../fields/value-fields.ts';
import { bookingColumns, bookingContact } from './booking-fields.ts';

const sales = rolesOrAdmin('sales');

/** Appointments made by customers, or by staff for them. */
export const bookings: CollectionConfig<'bookings'> = {
  slug: 'bookings',
  disableDuplicate: true,
  defaultSort: '-createdAt',
  admin: {
    group: 'Appointments',
    useAsTitle: 'title',
    defaultColumns: ['startsAt', 'status', 'customerName', 'phone', 'type', 'showroom', 'rooms', 'referenceCode'],
    pagination: { defaultLimit: 25 },
    listSearchableFields: ['referenceCode', 'email', 'firstName', 'lastName', 'phone', 'postcode'],
    description: 'Appointments. Customers get an e-mail when an appointment is booked, confirmed, moved or cancelled.',
    components: { beforeListTable: ['/src/admin/shared/list-preset-bar.tsx#ListPresets'] },
  },
  // Sales staff may edit all fields except those with the access `systemField`. `applyBookingRules` refuses edits that
  // the status forbids.
  access: collectionAccess({
    read: ownRowsOrRoles('customer', 'sales'),
    create: sales,
    update: sales,
    delete: adminsOnly,
  }),
  hooks: {
    beforeChange: [setStaffBeforeChange, withFieldErrors(applyBookingRules)],
    afterChange: [emitBookingEvents],
    beforeDelete: [setStaffBeforeDelete, refuseDeletingLiveBooking],
  },
  fields: [
    rowTitleField('title', { disableListColumn: true, disableListFilter: true }),
    {
      name: 'referenceCode',
      type: 'text',
      label: 'Reference',
      unique: true,
      index: true,
      access: systemField,
      admin: { readOnly: true, position: 'sidebar', description: 'Assigned when you save the booking.' },
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
          Field: '/src/admin/appointments/status-steps.tsx#StatusField',
          Cell: '/src/admin/appointments/cells.tsx#BookingStatusCell',
        },
      },
    },
    formOnlyField('actions', '/src/admin/appointments/booking-actions.tsx#BookingActions'),
    formOnlyField('fillFromCustomer', '/src/admin/appointments/form-parts.tsx#FillFromCustomer'),
    {
      name: 'customer',
      type: 'relationship',
      relationTo: 'customers',
      index: true,
      admin: {
        position: 'sidebar',
        // A menu would show and search only names. The list in the drawer also finds e-mail addresses and phone numbers.
        appearance: 'drawer',
        description:
          'The customer’s account, if there is one. In a new booking it fills in the name and contact details.',
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
          defaultValue: async ({ req }) => (await readRequestedSlot(req))?.type,
          admin: { components: { Cell: '/src/admin/appointments/cells.tsx#AppointmentTypeCell' } },
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
          defaultValue: async ({ req }) => (await readRequestedSlot(req))?.id,
          // After a refused save, the form validates this field at each change, so that the error stays until another
          // slot is chosen. `filterOptions` only narrows the choice. On save, `reserveSlot` reserves the slot, or
          // refuses a slot that is no longer free.
          validate: validateChosenSlot,
          filterOptions: ({ data }) => ({
            isClosed: { not_equals: true },
            startsAt: { greater_than: new Date().toISOString() },
            isBooked: { not_equals: true },
            ...(data?.type ? { type: { equals: data.type } } : {}),
          }),
          admin: { components: { Field: '/src/admin/appointments/slot-field.tsx#SlotField' } },
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
      access: { read: fieldRolesOrAdmin('sales') },
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
      validate: validateWholeNumber,
      required: true,
      defaultValue: 0,
      access: systemField,
      admin: { hidden: true },
    },
    { name: 'reminderDueAt', type: 'date', access: systemField, admin: { hidden: true } },
    ...bookingColumns,
    formOnlyField('dataProtection', '/src/admin/identity/customer-panel.tsx#PersonPanel'),
    historyField,
  ],
};
