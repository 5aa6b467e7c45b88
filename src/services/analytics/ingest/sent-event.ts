import { z } from 'zod';
import { propertiesProblem } from './properties.ts';

/** Events that one request may carry (api.md §8). */
export const MAX_BATCH = 50;

const address = z.string().max(2000);

const properties = z.record(z.string(), z.unknown()).superRefine((value, context) => {
  const message = propertiesProblem(value);
  if (message) context.addIssue({ code: 'custom', message });
});

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
