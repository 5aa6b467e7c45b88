/** The headings of rows that somebody has only begun to fill in, and of others. */
export const rows = {
  newClosedDay: 'New closed day',
  newFunnel: 'New funnel',
  funnel: '{{name}}, {{count}} steps',
  newHours: 'New hours',
  newSchedule: 'New schedule',
  orderItem: '{{count}} × {{title}}, {{sum}}',
} as const;
