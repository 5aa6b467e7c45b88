import { z } from 'zod';
import { cutProperties } from './cut-properties.js';
import { PROPERTY_SIZES } from './property-sizes.ts';

/** Events that one request may carry (api.md §8). */
export const MAX_BATCH = 50;

const address = z.string().max(2000);

/** What is too large is cut, not refused: the event itself says more than its last properties. */
const properties = z.record(z.string(), z.unknown()).overwrite((value) => cutProperties(value, PROPERTY_SIZES));

/** An event as the website sends it (api.md §8). */
export const sentEvent = z.strictObject({
  event: z.string().trim().min(1).max(100),
  properties: properties.optional(),
  sessionId: z.string().trim().min(1).max(100).optional(),
  pageUrl: address.optional(),
  referrer: address.optional(),
  eventId: z.uuid().toLowerCase().optional(),
  occurredAt: z.iso.datetime({ offset: true }).optional(),
});

export type SentEvent = z.output<typeof sentEvent>;

export const sentBatch = z.strictObject({ events: z.array(sentEvent).min(1).max(MAX_BATCH) });
