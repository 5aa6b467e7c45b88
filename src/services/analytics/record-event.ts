import type { Transactional } from '../../database/transaction.ts';
import { recordEvents } from './record-events.ts';
import type { TrackingEvent } from './tracking-event.ts';

/** Something that happened here rather than in a browser, for the dashboards. */
export type ServerSideEvent = Pick<TrackingEvent, 'id' | 'type' | 'category' | 'properties' | 'userId' | 'occurredAt'>;

/** Records an event in the transaction of `req`; recording it again does nothing. */
export async function recordEvent(req: Transactional, event: ServerSideEvent): Promise<void> {
  await recordEvents(req, [
    {
      ...event,
      ...{ sessionId: null, pageUrl: null, referrer: null, utm: {}, isBot: false, ipPrefix: null },
      receivedAt: new Date().toISOString(),
    },
  ]);
}
