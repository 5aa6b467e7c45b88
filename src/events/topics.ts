import { z } from 'zod';
import { storedEmail } from '../services/contact.ts';

const id = z.uuid();
const email = storedEmail;
const instant = z.iso.datetime();
const appointmentType = z.enum(['HOME_MEASUREMENT', 'SHOWROOM', 'ONLINE']);

const booking = {
  bookingId: id,
  userId: id.nullable(),
  /** Null for who left none: staff book visits to showrooms by phone. */
  email: email.nullable(),
  referenceCode: z.string(),
  slotStartsAt: instant,
};

const blog = { blogId: id, slug: z.string(), title: z.string() };

const pence = z.int().min(0);
const currency = z.literal('GBP');

/** `userId` is null when the customer was erased before the money came. */
const payment = { paymentId: id, orderId: id, userId: id.nullable() };

/** What the website sees of it: new there, different, or gone. */
const productChange = z.enum(['published', 'updated', 'unpublished']);

/** What {@link TOPICS} says of a topic. */
export type TopicDefinition = {
  /** The producing domain, named as data-flow.md does. */
  producer: string;
  /** The payload's schema in each version, oldest first; one that has been emitted never changes again. */
  versions: readonly [z.ZodType, ...z.ZodType[]];
  /** How a payload of version n becomes one of version n + 1, oldest first: one fewer than versions. */
  upgrades?: readonly ((payload: unknown) => unknown)[];
};

/** Every topic of events.md that this system emits. */
export const TOPICS = {
  'user.created': {
    producer: 'auth-service',
    versions: [z.strictObject({ userId: id, email, firstName: z.string() })],
  },
  'user.verified': { producer: 'auth-service', versions: [z.strictObject({ userId: id })] },
  'user.password_changed': { producer: 'auth-service', versions: [z.strictObject({ userId: id })] },
  'user.email_change_requested': { producer: 'auth-service', versions: [z.strictObject({ userId: id })] },
  'staff.password_changed': { producer: 'auth-service', versions: [z.strictObject({ staffId: id })] },
  'booking.created': {
    producer: 'appointment-service',
    versions: [z.strictObject({ ...booking, type: appointmentType, forKitchen: z.boolean(), forBedroom: z.boolean() })],
  },
  'booking.rescheduled': {
    producer: 'appointment-service',
    versions: [z.strictObject({ ...booking, previousSlotStartsAt: instant })],
  },
  'booking.cancelled': { producer: 'appointment-service', versions: [z.strictObject(booking)] },
  'booking.confirmed': { producer: 'appointment-service', versions: [z.strictObject(booking)] },
  /** It is for a room that it was not for before, by an edit; the payload says for which it is now. */
  'booking.room_added': {
    producer: 'appointment-service',
    versions: [z.strictObject({ ...booking, forKitchen: z.boolean(), forBedroom: z.boolean() })],
  },
  /** Staff have corrected the address, or entered the first one. */
  'booking.email_changed': { producer: 'appointment-service', versions: [z.strictObject({ ...booking, email })] },
  'booking.reminder_due': { producer: 'appointment-service', versions: [z.strictObject(booking)] },
  'order.created': {
    producer: 'order-payment-service',
    versions: [z.strictObject({ orderId: id, userId: id, total: pence, currency })],
  },
  'payment.succeeded': {
    producer: 'order-payment-service',
    versions: [z.strictObject({ ...payment, amount: pence, currency, invoiceId: id })],
  },
  'payment.failed': {
    producer: 'order-payment-service',
    versions: [
      z.strictObject({ ...payment, failureCode: z.string().nullable(), failureMessage: z.string().nullable() }),
    ],
  },
  'payment.refunded': {
    producer: 'order-payment-service',
    versions: [z.strictObject({ ...payment, amount: pence, currency, refundId: z.string() })],
  },
  'payment.refund_failed': {
    producer: 'order-payment-service',
    versions: [z.strictObject({ ...payment, amount: pence, currency, refundId: z.string() })],
  },
  'payment.disputed': {
    producer: 'order-payment-service',
    versions: [z.strictObject({ paymentId: id, orderId: id, disputeId: z.string(), reason: z.string() })],
  },
  'brochure.requested': {
    producer: 'appointment-service',
    versions: [z.strictObject({ brochureRequestId: id, email, firstName: z.string() })],
  },
  'brochure.resend_requested': {
    producer: 'appointment-service',
    versions: [z.strictObject({ brochureRequestId: id })],
  },
  'blog.published': { producer: 'content-service', versions: [z.strictObject(blog)] },
  'blog.updated': { producer: 'content-service', versions: [z.strictObject(blog)] },
  'blog.unpublished': { producer: 'content-service', versions: [z.strictObject(blog)] },
  'product.changed': {
    producer: 'product-service',
    versions: [z.strictObject({ productId: id, slug: z.string(), change: productChange })],
  },
  'media.uploaded': {
    producer: 'content-service',
    versions: [z.strictObject({ mediaId: id, key: z.string(), mimeType: z.string(), sizeBytes: z.int().min(0) })],
  },
} as const satisfies Record<string, TopicDefinition>;

export type Topic = keyof typeof TOPICS;

type Newest<Versions> = Versions extends readonly [...unknown[], infer Last extends z.ZodType] ? Last : never;

/** The newest payload of a topic: all that consumers see. */
export type TopicPayload<T extends Topic> = z.output<Newest<(typeof TOPICS)[T]['versions']>>;

export const TOPIC_NAMES = Object.keys(TOPICS) as Topic[];
