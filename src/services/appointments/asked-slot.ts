import type { PayloadRequest } from 'payload';
import { z } from 'zod';
import type { TimeSlot } from '../../payload-types.ts';
import { SLOT_QUERY } from './types.ts';

/**
 * The slot that the address of a new booking's form asks for, as links of the calendar do. Only pages of the admin UI may: the APIs
 * send what they want to have stored.
 */
export async function askedSlot(req: PayloadRequest): Promise<TimeSlot | null> {
  const { data: id } = z.uuid().safeParse(req.query?.[SLOT_QUERY]);
  if (!id || req.payloadAPI !== 'local') return null;
  const { payload, user } = req;
  return payload.findByID({ collection: 'time-slots', id, depth: 0, disableErrors: true, overrideAccess: false, user });
}
