import type { GlobalBeforeChangeHook } from 'payload';
import { relationId } from '../../collections/relation-id.ts';
import type { Availability } from '../../payload-types.ts';
import { Problem } from '../../problem.ts';

/** Refuses schedules that could make no slot, or the same slots twice. */
export const checkHours: GlobalBeforeChangeHook = ({ data }) => {
  const seen = new Set<string>();
  (data as Availability).schedules?.forEach((schedule, i) => {
    const at = `schedules.${i}`;
    const showroom = relationId(schedule.showroom);
    if ((schedule.type === 'SHOWROOM') !== (showroom !== undefined)) {
      throw new Problem('validation_failed', 'Showroom visits, and only they, have a showroom.', {
        field: `${at}.showroom`,
      });
    }
    const key = `${schedule.type} ${showroom ?? ''}`;
    if (seen.has(key)) {
      throw new Problem('validation_failed', 'There is a schedule for this type and place already.', {
        field: `${at}.type`,
      });
    }
    seen.add(key);
    schedule.hours?.forEach(({ opens, closes }, j) => {
      if (opens >= closes) {
        throw new Problem('validation_failed', 'Closing must be after opening.', { field: `${at}.hours.${j}.closes` });
      }
    });
  });
  return data;
};
