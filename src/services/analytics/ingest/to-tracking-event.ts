import type { TrackingEvent } from '../tracking-event.ts';
import { isoInstant } from './iso-instant.ts';
import { withoutPrivate } from './kept-properties.ts';
import { occurrence } from './occurrence.ts';
import { pageOf } from './page-address.ts';
import type { SentEvent } from './sent-event.ts';
import { storedId } from './stored-id.ts';
import type { Visitor } from './visitor.ts';

/** What is stored of an event that came in at `receivedAt`, in milliseconds. */
export function toTrackingEvent(sent: SentEvent, visitor: Visitor, receivedAt: number): TrackingEvent {
  const { optedOut } = visitor;
  const claimedAt = sent.occurredAt === undefined ? undefined : Date.parse(sent.occurredAt);
  const occurredAt = occurrence(claimedAt, receivedAt);
  const page = sent.pageUrl === undefined ? undefined : pageOf(sent.pageUrl, optedOut);
  return {
    id: storedId({ eventId: sent.eventId, claimedAt, occurredAt }),
    type: sent.event,
    // Only this site's own events have one, so that nobody can send in a sale.
    category: null,
    properties: sent.properties === undefined ? {} : withoutPrivate(sent.properties, optedOut),
    sessionId: optedOut ? null : (sent.sessionId ?? null),
    userId: optedOut ? null : visitor.userId,
    pageUrl: page?.address ?? null,
    referrer: sent.referrer ? pageOf(sent.referrer, optedOut).address : null,
    utm: page?.campaign ?? {},
    isBot: visitor.isBot,
    ipPrefix: optedOut ? null : visitor.ipPrefix,
    occurredAt: isoInstant(occurredAt),
    receivedAt: isoInstant(receivedAt),
  };
}
