import type { CollectionBeforeChangeHook } from 'payload';
import type { TimeSlot } from '../../payload-types.ts';

/** Only a showroom visit has a showroom: one left over from an earlier choice of type goes. Postgres checks the rest. */
export const dropStrayShowroom: CollectionBeforeChangeHook<TimeSlot> = ({ data }) =>
  data.type === 'SHOWROOM' ? data : { ...data, showroom: null };
