import type { DataFromGlobalSlug } from 'payload';
import type { SlotSchedule } from '../../src/services/appointments/plan-slots.ts';
import { bankHolidays } from './bank-holidays.ts';
import { createHours, type DemoHours } from './showrooms.ts';

type DemoAvailability = Omit<DataFromGlobalSlug<'availability'>, 'id'>;

/**
 * The demo company's schedules: home measurements by two teams, showroom appointments during opening hours, and online
 * appointments in the evening.
 */
export const demoSchedules = (showrooms: { id: string; openingHours: DemoHours[] }[]): SlotSchedule[] => [
  {
    ...{ type: 'HOME_MEASUREMENT', showroomId: null, slotMinutes: 90, bufferMinutes: 30, lanes: 2 },
    hours: [
      ...createHours('monday', 'friday', '09:00', '17:00'),
      ...createHours('saturday', 'saturday', '09:00', '13:00'),
    ],
  },
  ...showrooms.map(
    ({ id, openingHours }): SlotSchedule => ({
      ...{ type: 'SHOWROOM', showroomId: id, slotMinutes: 60, bufferMinutes: 0, lanes: 1 },
      hours: openingHours,
    }),
  ),
  {
    ...{ type: 'ONLINE', showroomId: null, slotMinutes: 45, bufferMinutes: 15, lanes: 1 },
    hours: createHours('monday', 'thursday', '17:30', '20:30'),
  },
];

/** The `availability` global of the demo, closed on the bank holidays of this year and next year. */
export const demoAvailability = (schedules: SlotSchedule[], year: number): DemoAvailability => ({
  horizonDays: 21,
  noticeHours: 24,
  changeDeadlineHours: 2,
  schedules: schedules.map(({ showroomId, ...schedule }) => ({ ...schedule, showroom: showroomId })),
  closedDays: [...bankHolidays(year), ...bankHolidays(year + 1)],
});
