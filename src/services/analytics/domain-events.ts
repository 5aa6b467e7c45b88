import type { PayloadRequest } from 'payload';
import type { Envelope } from '../../events/envelope.ts';
import type { Topic } from '../../events/topics.ts';
import { recordEvent } from './record-event.ts';

/** How each domain event appears in analytics: type and category (data-flow.md flows 1 and 3, events.md). */
const RECORDED_AS = {
  'user.created': ['user_registered', 'account'],
  'user.verified': ['user_verified', 'account'],
  'booking.created': ['booking_created', 'appointment'],
  'booking.rescheduled': ['booking_rescheduled', 'appointment'],
  'booking.cancelled': ['booking_cancelled', 'appointment'],
  'booking.confirmed': ['booking_confirmed', 'appointment'],
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

/** Never copied: who it was is known by the user id alone, which an erasure unlinks. */
const PERSONAL: ReadonlySet<string> = new Set(['userId', 'email', 'firstName', 'referenceCode']);

/** Records a domain event for the dashboards under the event's own id, so that a redelivery is no second record. */
export async function recordDomainEvent(req: PayloadRequest, event: Envelope<RecordedTopic>): Promise<void> {
  const [type, category] = RECORDED_AS[event.topic];
  await recordEvent(req, {
    id: event.id,
    type,
    category,
    properties: Object.fromEntries(Object.entries(event.payload).filter(([name]) => !PERSONAL.has(name))),
    userId: 'userId' in event.payload ? event.payload.userId : null,
    occurredAt: event.timestamp,
  });
}
