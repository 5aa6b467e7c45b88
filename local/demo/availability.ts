import type { DataFromGlobalSlug } from 'payload';
import type { Schedule } from '../../src/services/appointments/plan-slots.ts';
import { bankHolidays } from './bank-holidays.ts';
import { type DemoHours, hoursOn } from './showrooms.ts';

type DemoAvailability = Omit<DataFromGlobalSlug<'availability'>, 'id'>;

/** When the demo company works: two measuring teams, visits during opening hours, and online evenings. */
export const demoSchedules = (showrooms: { id: string; openingHours: DemoHours[] }[]): Schedule[] => [
  {
    ...{ type: 'HOME_MEASUREMENT', showroomId: null, slotMinutes: 90, bufferMinutes: 30, lanes: 2 },
    hours: [...hoursOn('monday', 'friday', '09:00', '17:00'), ...hoursOn('saturday', 'saturday', '09:00', '13:00')],
  },
  ...showrooms.map(
    ({ id, openingHours }): Schedule => ({
      ...{ type: 'SHOWROOM', showroomId: id, slotMinutes: 60, bufferMinutes: 0, lanes: 1 },
      hours: openingHours,
    }),
  ),
  {
    ...{ type: 'ONLINE', showroomId: null, slotMinutes: 45, bufferMinutes: 15, lanes: 1 },
    hours: hoursOn('monday', 'thursday', '17:30', '20:30'),
  },
];

/** The `availability` global of the demo, closed on the bank holidays of this year and the next. */
export const demoAvailability = (schedules: Schedule[], year: number): DemoAvailability => ({
  horizonDays: 21,
  noticeHours: 24,
  changeDeadlineHours: 2,
  schedules: schedules.map(({ showroomId, ...schedule }) => ({ ...schedule, showroom: showroomId })),
  closedDays: [...bankHolidays(year), ...bankHolidays(year + 1)],
});
