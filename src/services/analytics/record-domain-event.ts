import type { PayloadRequest } from 'payload';
import type { Transactional } from '../../database/transaction.ts';
import type { Envelope } from '../../events/emit.ts';
import type { Topic } from '../../events/topics.ts';
import { insertEvents, type TrackingEvent } from './store-events.ts';

/** The type and category under which each domain event is recorded (docs/spec/events.md#topics). */
const RECORDED_AS = {
  'user.created': ['user_registered', 'account'],
  'user.verified': ['user_verified', 'account'],
  'booking.created': ['booking_created', 'appointment'],
  'booking.rescheduled': ['booking_rescheduled', 'appointment'],
  'booking.cancelled': ['booking_cancelled', 'appointment'],
  'booking.confirmed': ['booking_confirmed', 'appointment'],
  'booking.reinstated': ['booking_reinstated', 'appointment'],
  'brochure.requested': ['brochure_requested', 'brochure'],
  'order.created': ['checkout_started', 'commerce'],
  'payment.succeeded': ['conversion', 'commerce'],
  'payment.failed': ['payment_failed', 'commerce'],
  'payment.refunded': ['payment_refunded', 'commerce'],
  'payment.disputed': ['payment_disputed', 'commerce'],
  'blog.published': ['content_published', 'content'],
  'media.uploaded': ['media_uploaded', 'content'],
} as const satisfies Partial<Record<Topic, readonly [type: string, category: string]>>;

export type RecordedTopic = keyof typeof RECORDED_AS;

/**
 * The fields of an event that are not copied into `properties`, because they identify a person. Of these fields, only the user id
 * is stored: in a column of its own, where an erasure can replace it.
 */
const PERSONAL_FIELDS: ReadonlySet<string> = new Set(['userId', 'email', 'firstName', 'referenceCode']);

/** Records a domain event for the dashboards, under the id of the domain event, so that a redelivery is not counted twice. */
export async function recordDomainEvent(req: PayloadRequest, event: Envelope<RecordedTopic>): Promise<void> {
  const [type, category] = RECORDED_AS[event.topic];
  await recordEvent(req, {
    id: event.id,
    type,
    category,
    properties: Object.fromEntries(Object.entries(event.payload).filter(([name]) => !PERSONAL_FIELDS.has(name))),
    userId: 'userId' in event.payload ? event.payload.userId : null,
    occurredAt: event.timestamp,
  });
}

/** An analytics event that the server records, as opposed to an event sent by a browser. */
type ServerSideEvent = Pick<TrackingEvent, 'id' | 'type' | 'category' | 'properties' | 'userId' | 'occurredAt'>;

/** Records an event in the transaction of `req`. Idempotent by the id of the event. */
export async function recordEvent(req: Transactional, event: ServerSideEvent): Promise<void> {
  await insertEvents(req, [
    {
      ...event,
      ...{ sessionId: null, pageUrl: null, referrer: null, utm: {}, isBot: false, ipPrefix: null },
      receivedAt: new Date().toISOString(),
    },
  ]);
}
