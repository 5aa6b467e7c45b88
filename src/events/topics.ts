import { z } from 'zod';
import { storedEmail } from '../lib/contact.ts';

const id = z.uuid();
const email = storedEmail;
const instant = z.iso.datetime();
const appointmentType = z.enum(['HOME_MEASUREMENT', 'SHOWROOM', 'ONLINE']);

const booking = {
  bookingId: id,
  userId: id.nullable(),
  /** Null if the customer gave no address: staff book showroom visits by phone. */
  email: email.nullable(),
  referenceCode: z.string(),
  slotStartsAt: instant,
};

const blog = { blogId: id, slug: z.string(), title: z.string() };

const pence = z.int().min(0);
const currency = z.literal('GBP');

/** `userId` is null if the customer was erased before the payment. */
const payment = { paymentId: id, orderId: id, userId: id.nullable() };

/** How a product changed on the website. */
const productChange = z.enum(['published', 'updated', 'unpublished']);

/** The definition of a topic in {@link TOPICS}. */
export type TopicDefinition = {
  /** The producing domain, as listed in docs/spec/events.md#envelope. */
  producer: string;
  /** The payload's schema in each version, oldest first. An emitted version must never change. */
  versions: readonly [z.ZodType, ...z.ZodType[]];
  /** Functions that convert a payload of version n to version n + 1, oldest first; one fewer than versions. */
  upgrades?: readonly ((payload: unknown) => unknown)[];
};

/** All topics of docs/spec/events.md that this system emits. */
export const TOPICS = {
  'user.created': {
    producer: 'auth-service',
    versions: [z.strictObject({ userId: id, email, firstName: z.string() })],
  },
  'user.verified': { producer: 'auth-service', versions: [z.strictObject({ userId: id })] },
  'user.password_changed': { producer: 'auth-service', versions: [z.strictObject({ userId: id })] },
  /** `byStaff`: whether staff entered the new address for the customer. */
  'user.email_change_requested': {
    producer: 'auth-service',
    versions: [z.strictObject({ userId: id }), z.strictObject({ userId: id, byStaff: z.boolean() })],
    upgrades: [(payload) => ({ ...Object(payload), byStaff: false })],
  },
  'staff.password_changed': { producer: 'auth-service', versions: [z.strictObject({ staffId: id })] },
  /**
   * `invitedBy` is null if the system sent the invitation. The link is derived from the invitation's id when the e-mail is built.
   */
  'staff.invited': {
    producer: 'auth-service',
    versions: [z.strictObject({ staffId: id, invitationId: id, invitedBy: id.nullable() })],
  },
  'staff.password_reset_requested': {
    producer: 'auth-service',
    versions: [z.strictObject({ staffId: id, requestId: id })],
  },
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
  /** Staff have taken back the cancellation: the appointment takes place in its slot. */
  'booking.reinstated': { producer: 'appointment-service', versions: [z.strictObject(booking)] },
  /** An edit has added a room to the booking. The payload has the rooms after the edit. */
  'booking.room_added': {
    producer: 'appointment-service',
    versions: [z.strictObject({ ...booking, forKitchen: z.boolean(), forBedroom: z.boolean() })],
  },
  /** Staff have corrected the e-mail address of the booking, or entered one where there was none. */
  'booking.email_changed': { producer: 'appointment-service', versions: [z.strictObject({ ...booking, email })] },
  /** Staff have requested that the confirmation is sent to the customer again. */
  'booking.resend_requested': { producer: 'appointment-service', versions: [z.strictObject({ ...booking, email })] },
  'booking.reminder_due': { producer: 'appointment-service', versions: [z.strictObject(booking)] },
  'order.created': {
    producer: 'order-payment-service',
    versions: [z.strictObject({ orderId: id, userId: id, total: pence, currency })],
  },
  'payment.succeeded': {
    producer: 'order-payment-service',
    versions: [z.strictObject({ ...payment, amount: pence, currency, invoiceId: id })],
  },
  /** Staff have requested that the receipt of a paid order is sent again. */
  'payment.receipt_requested': {
    producer: 'order-payment-service',
    versions: [z.strictObject({ ...payment, userId: id, amount: pence, currency, invoiceId: id })],
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
  /** A lost dispute was won after all, so its money counts as paid again. */
  'payment.dispute_won': {
    producer: 'order-payment-service',
    versions: [z.strictObject({ ...payment, amount: pence, currency, disputeId: z.string() })],
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

/** The newest payload version of a topic. Consumers see no other version. */
export type TopicPayload<T extends Topic> = z.output<Newest<(typeof TOPICS)[T]['versions']>>;

export const TOPIC_NAMES = Object.keys(TOPICS) as Topic[];
