import type { Field } from 'payload';
import { moment } from './fields/moment.ts';
import { hiddenInForm, listOnly } from './fields/parts-of-view.ts';

/** Columns of the bookings list that are not fields of a booking: what its slot says, and what several fields say together. */
export const bookingColumns: Field[] = [
  {
    name: 'startsAt',
    type: 'date',
    label: 'Appointment',
    virtual: 'slot.startsAt',
    admin: {
      condition: hiddenInForm,
      ...moment,
    },
  },
  {
    // For the filter of the visits that are over; as a column the start is enough.
    name: 'endsAt',
    type: 'date',
    label: 'Appointment ends',
    virtual: 'slot.endsAt',
    admin: { condition: hiddenInForm, disableListColumn: true, ...moment },
  },
  {
    name: 'showroom',
    type: 'text',
    virtual: 'slot.showroom.name',
    admin: {
      condition: hiddenInForm,
      components: { Cell: '/src/admin/cells/text-or-dash.tsx#TextOrDashCell' },
    },
  },
  listOnly('customerName', '/src/admin/cells/customer-name.tsx#CustomerNameCell', 'Customer name'),
  listOnly('rooms', '/src/admin/cells/rooms.tsx#RoomsCell', 'For'),
];
