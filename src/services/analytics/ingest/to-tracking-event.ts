import type { TrackingEvent } from '../tracking-event.ts';
import { withoutPrivate } from './kept-properties.ts';
import { occurrence } from './occurrence.ts';
import { campaignOf, keptAddress } from './page-address.ts';
import type { SentEvent } from './sent-event.ts';
import { storedId } from './stored-id.ts';
import type { Visitor } from './visitor.ts';

/** What is stored of an event that came in at `now`. */
export function toTrackingEvent(sent: SentEvent, visitor: Visitor, now: Date): TrackingEvent {
  const receivedAt = now.getTime();
  const { optedOut } = visitor;
  const claimedAt = sent.occurredAt === undefined ? undefined : Date.parse(sent.occurredAt);
  const occurredAt = occurrence(claimedAt, receivedAt);
  return {
    id: storedId({ eventId: sent.eventId, claimedAt, occurredAt }),
    type: sent.event,
    // Only this site's own events have one, so that nobody can send in a sale.
    category: null,
    properties: sent.properties === undefined ? {} : withoutPrivate(sent.properties, optedOut),
    sessionId: optedOut ? null : (sent.sessionId ?? null),
    userId: optedOut ? null : visitor.userId,
    pageUrl: sent.pageUrl === undefined ? null : keptAddress(sent.pageUrl, optedOut),
    referrer: sent.referrer === undefined || sent.referrer === '' ? null : keptAddress(sent.referrer, optedOut),
    utm: sent.pageUrl === undefined ? {} : campaignOf(sent.pageUrl, optedOut),
    isBot: visitor.isBot,
    ipPrefix: optedOut ? null : visitor.ipPrefix,
    occurredAt: (occurredAt === receivedAt ? now : new Date(occurredAt)).toISOString(),
    receivedAt: now.toISOString(),
  };
}
