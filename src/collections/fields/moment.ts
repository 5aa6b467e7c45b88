import type { DateField } from 'payload';

/** For a point of time: London's in lists, as in messages; in forms that of the reader's computer, written as people here do. */
export const moment = {
  date: { pickerAppearance: 'dayAndTime', displayFormat: 'd MMM yyyy, HH:mm', timeFormat: 'HH:mm' },
  components: { Cell: '/src/admin/cells/london-moment.tsx#LondonMomentCell' },
} satisfies DateField['admin'];
