import type { Payload, PayloadRequest } from 'payload';
import { applyOnce, applyOutsideOnce, markSkipped } from '../events/apply-once.ts';
import type { Envelope } from '../events/emit.ts';
import type { QueueName } from '../events/queues.ts';
import type { Topic } from '../events/topics.ts';
import { type RecordedTopic, recordDomainEvent } from '../services/analytics/index.ts';
import { DELIVERY_SUBSCRIBER } from '../services/brochures/index.ts';
import { BLOG_PATHS, type ContentTask, PRODUCT_PATHS, requestTask } from '../services/content/index.ts';
import { applyLoyalty, type LoyaltyTopic } from '../services/sales/index.ts';
import * as booking from './appointments/booking-emails.ts';
import { buildBookingAlert, createDualBookingAlert, type RoomTopic } from './appointments/team-alerts.ts';
import * as brochure from './brochures/brochure-email.ts';
import { wakeContentTask } from './content/content-tasks.ts';
import * as account from './identity/account-emails.ts';
import * as payment from './sales/payment-emails.ts';
import { type Mail, sendEmail } from './send-email.ts';
import type { Timings } from './timings.ts';

/** Handles events of a topic. The name of a subscriber must not change, because receipts, job ids and Message-IDs contain it. */
export type Subscriber<T extends Topic = Topic> = {
  subscriber: string;
  queue: QueueName;
  /** Applies the effect of an event. A repeat for the same event has no further effect. */
  handle: (payload: Payload, event: Envelope<T>, timings: Timings) => Promise<unknown>;
};

/**
 * A subscriber that sends the e-mail from `compose`, or nothing if `compose` returns null. `onFailure` is called after each
 * failed attempt.
 */
const email = <T extends Topic>(
  subscriber: string,
  compose: (payload: Payload, event: Envelope<T>) => Promise<Mail | null>,
  onFailure?: (payload: Payload, event: Envelope<T>, error: unknown) => Promise<void>,
): Subscriber<T> => ({
  subscriber,
  queue: 'notifications',
  handle: (payload, event, { leaseMs }) =>
    applyOutsideOnce(
      payload,
      event.id,
      subscriber,
      async (alsoStore) => {
        try {
          const mail = await compose(payload, event);
          if (mail) await sendEmail(payload, event.id, subscriber, mail);
          else alsoStore(markSkipped(event.id, subscriber));
          if (mail?.whenAccepted) alsoStore(mail.whenAccepted);
        } catch (error) {
          await onFailure?.(payload, event, error);
          throw error;
        }
      },
      leaseMs,
    ),
});

const brochureDelivery = <T extends brochure.BrochureTopic>() =>
  email<T>(DELIVERY_SUBSCRIBER, brochure.buildBrochureEmail, brochure.recordDeliveryFailure);

const analytics = <T extends RecordedTopic>(): Subscriber<T> => ({
  subscriber: 'analytics',
  queue: 'analytics',
  handle: (payload, event) =>
    applyOnce(payload, event.id, 'analytics', (req: PayloadRequest) => recordDomainEvent(req, event)),
});

/**
 * A subscriber that requests a run of a content task. It queues the check for due requests with a delay of `coalesceMs`, so that
 * one run handles many requests.
 */
const content = <T extends Topic>(task: ContentTask, details: (topic: T) => readonly string[]): Subscriber<T> => ({
  subscriber: task,
  queue: 'content',
  handle: async (payload, event, { coalesceMs }) => {
    await applyOnce(payload, event.id, task, (req) => requestTask(req, task, details(event.topic)));
    await wakeContentTask(payload, task, coalesceMs);
  },
});

const cdn = (paths: readonly string[]) => content('cdn', () => paths);
const sitemap = () => content('sitemap', (topic) => [topic]);

/**
 * Subscribers that alert the teams. If a booking is for both rooms, each team gets its own e-mail; if it is for one room, only
 * the team of that room gets one.
 */
const teamAlerts = <T extends RoomTopic>(): Subscriber<T>[] => [
  email('internal-booking-alert', buildBookingAlert),
  email('internal-dual-booking-alert-kitchen', createDualBookingAlert('kitchen')),
  email('internal-dual-booking-alert-bedroom', createDualBookingAlert('bedroom')),
];

/** A subscriber that updates loyalty points. It uses the analytics queue, whose jobs never wait for the mail server. */
const loyalty = <T extends LoyaltyTopic>(): Subscriber<T> => ({
  subscriber: 'loyalty',
  queue: 'analytics',
  handle: (payload, event) =>
    applyOnce(payload, event.id, 'loyalty', (req: PayloadRequest) => applyLoyalty(req, event)),
});

/** The subscribers of every topic; a test compares them with docs/spec/events.md. */
export const SUBSCRIBERS: { readonly [T in Topic]: readonly Subscriber<T>[] } = {
  'user.created': [email('welcome-email', account.buildWelcomeEmail), analytics()],
  'user.verified': [analytics()],
  'user.password_changed': [email('password-changed', account.buildPasswordChangedEmail)],
  'user.email_change_requested': [
    email('email-change-code', account.buildEmailChangeCodeEmail),
    email('email-change-notice', account.buildEmailChangeNoticeEmail),
  ],
  'staff.password_changed': [email('password-changed', account.buildStaffPasswordChangedEmail)],
  'staff.invited': [email('staff-invitation', account.staffInvitation)],
  'staff.password_reset_requested': [email('staff-password-reset', account.staffPasswordReset)],
  'booking.created': [
    email('booking-confirmation', booking.buildBookingConfirmationEmail),
    ...teamAlerts(),
    analytics(),
  ],
  'booking.rescheduled': [email('booking-rescheduled', booking.buildBookingRescheduledEmail), analytics()],
  'booking.cancelled': [email('booking-cancelled', booking.buildBookingCancelledEmail), analytics()],
  'booking.confirmed': [email('booking-confirmed', booking.buildBookingConfirmedEmail), analytics()],
  'booking.reinstated': [email('booking-reinstated', booking.buildBookingReinstatedEmail), analytics()],
  'booking.room_added': teamAlerts(),
  'booking.email_changed': [email('booking-email-changed', booking.buildBookingEmailChangedEmail)],
  'booking.resend_requested': [email('booking-sent-again', booking.buildBookingSentAgainEmail)],
  'booking.reminder_due': [email('booking-reminder', booking.buildBookingReminderEmail)],
  'blog.published': [cdn(BLOG_PATHS), sitemap(), analytics()],
  'blog.updated': [cdn(BLOG_PATHS), sitemap()],
  'blog.unpublished': [cdn(BLOG_PATHS), sitemap()],
  'product.changed': [cdn(PRODUCT_PATHS), sitemap()],
  'brochure.requested': [brochureDelivery(), analytics()],
  'brochure.resend_requested': [brochureDelivery()],
  'order.created': [analytics()],
  'payment.succeeded': [email('payment-receipt', payment.buildPaymentReceiptEmail), loyalty(), analytics()],
  'payment.receipt_requested': [email('payment-receipt', payment.buildPaymentReceiptEmail)],
  'payment.failed': [email('payment-failed', payment.buildPaymentFailedEmail), analytics()],
  'payment.refunded': [email('payment-refunded', payment.buildPaymentRefundedEmail), loyalty(), analytics()],
  'payment.refund_failed': [
    email('payment-refund-failed', payment.buildRefundFailedEmail),
    email('internal-refund-failed', payment.buildRefundFailedNotice),
    loyalty(),
  ],
  'payment.disputed': [email('internal-payment-disputed', payment.buildDisputeNotice), analytics()],
  'payment.dispute_won': [email('internal-payment-disputed', payment.buildDisputeWonNotice), loyalty()],
  'media.uploaded': [analytics()],
};

export const listSubscribers = (topic: Topic): string[] => SUBSCRIBERS[topic].map(({ subscriber }) => subscriber);

/**
 * Finds a subscriber by topic and name.
 * @throws Error if this release has no such subscriber: a newer release has added it, or this release has removed it
 */
export function findSubscriber(topic: Topic, name: string): Subscriber {
  const match = SUBSCRIBERS[topic]?.find(({ subscriber }) => subscriber === name);
  if (!match) throw new Error(`This release has no subscriber ${name} of ${topic}.`);
  return match as Subscriber;
}
