import type { GlobalAfterChangeHook } from 'payload';
import { generateSlots } from '../../services/appointments/generator.ts';

/** Slots follow the availability in the same transaction, so the website never shows hours that nobody keeps. */
export const remakeSlots: GlobalAfterChangeHook = async ({ doc, req }) => {
  await generateSlots(req.payload, { req });
  return doc;
};
