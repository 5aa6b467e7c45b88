import type { CollectionBeforeChangeHook } from 'payload';
import { relationId } from '../../collections/relation-id.ts';
import type { TimeSlot } from '../../payload-types.ts';
import { Problem } from '../../problem.ts';

/** A slot has a length, and a showroom exactly when it is for showroom visits. Postgres checks both as well. */
export const validateSlot: CollectionBeforeChangeHook<TimeSlot> = ({ data }) => {
  const { type, startsAt, endsAt } = data;
  if (startsAt && endsAt && new Date(endsAt) <= new Date(startsAt)) {
    throw new Problem('validation_failed', 'The end must be after the start.', { field: 'endsAt' });
  }
  const showroom = relationId(data.showroom);
  if (type === 'SHOWROOM' && !showroom) {
    throw new Problem('validation_failed', 'Choose the showroom of the visit.', { field: 'showroom' });
  }
  return type === 'SHOWROOM' ? data : { ...data, showroom: null };
};
