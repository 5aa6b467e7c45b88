import type { Payload, PayloadRequest } from 'payload';
import type { Envelope } from '../events/envelope.ts';
import { once } from '../events/once.ts';
import { onceOutside } from '../events/once-outside.ts';
import type { Topic } from '../events/topics.ts';
import { type RecordedTopic, recordDomainEvent } from '../services/analytics/domain-events.ts';
import { DELIVERY } from '../services/brochures/delivery.ts';
import { BLOG_PATHS, PRODUCT_PATHS } from '../services/content/cdn/paths.ts';
import type { ContentTask } from '../services/content/tasks/content-task.ts';
import { requestTask } from '../services/content/tasks/request-task.ts';
import * as account from '../services/notifications/account-emails.ts';
import * as booking from '../services/notifications/booking-emails.ts';
import * as brochure from '../services/notifications/brochure-email.ts';
import { welcomeEmail } from '../services/notifications/one-time-code.ts';
import * as payment from '../services/notifications/payment-emails.ts';
import { type Mail, sendEmail } from '../services/notifications/send-email.ts';
import { bookingAlert, dualBookingAlert, type RoomTopic } from '../services/notifications/team-alert.ts';
import { applyLoyalty, type LoyaltyTopic } from '../services/sales/loyalty.ts';
import { wakeContentTask } from './content-task-job.ts';
import type { QueueName } from './queues.ts';
import type { Timings } from './timings.ts';

/** Who does what when an event of a topic arrives. The name is part of receipts, job ids and Message-IDs: it stays. */
export type Subscriber<T extends Topic = Topic> = {
  subscriber: string;
  queue: QueueName;
  /** Applies the effect once, however often it is called for an event. */
  handle: (payload: Payload, event: Envelope<T>, timings: Timings) => Promise<unknown>;
};

/** Sends the e-mail that `compose` makes of the event, if any; `onFailure` is told of each attempt that failed. */
const email = <T extends Topic>(
  subscriber: string,
  compose: (payload: Payload, event: Envelope<T>) => Promise<Mail | null>,
  onFailure?: (payload: Payload, event: Envelope<T>, error: unknown) => Promise<void>,
): Subscriber<T> => ({
  subscriber,
  queue: 'notifications',
  handle: (payload, event, { lease }) =>
    onceOutside(
      payload,
      event.id,
      subscriber,
      async (alsoStore) => {
        try {
          const mail = await compose(payload, event);
          if (mail) await sendEmail(payload, event.id, subscriber, mail);
          if (mail?.whenTaken) alsoStore(mail.whenTaken);
        } catch (error) {
          await onFailure?.(payload, event, error);
          throw error;
        }
      },
      lease,
    ),
});

const brochureDelivery = <T extends brochure.BrochureTopic>() =>
  email<T>(DELIVERY, brochure.brochureDelivery, brochure.noteFailure);

const analytics = <T extends RecordedTopic>(): Subscriber<T> => ({
  subscriber: 'analytics',
  queue: 'analytics',
  handle: (payload, event) =>
    once(payload, event.id, 'analytics', (req: PayloadRequest) => recordDomainEvent(req, event)),
});

/** Asks for a run of a content task, and has a worker look when others have had time to ask, too. */
const content = <T extends Topic>(task: ContentTask, details: (topic: T) => readonly string[]): Subscriber<T> => ({
  subscriber: task,
  queue: 'content',
  handle: async (payload, event, { gather }) => {
    await once(payload, event.id, task, (req) => requestTask(req, task, details(event.topic)));
    await wakeContentTask(payload, task, gather);
  },
});

const cdn = (paths: readonly string[]) => content('cdn', () => paths);
const sitemap = () => content('sitemap', (topic) => [topic]);

/** Visits for both rooms are told to both teams, each by a message of its own; others to the team of their room. */
const teamAlerts = <T extends RoomTopic>(): Subscriber<T>[] => [
  email('internal-booking-alert', bookingAlert),
  email('internal-dual-booking-alert-kitchen', dualBookingAlert('kitchen')),
  email('internal-dual-booking-alert-bedroom', dualBookingAlert('bedroom')),
];

/** It waits for no mail server and no dashboard. */
const loyalty = <T extends LoyaltyTopic>(): Subscriber<T> => ({
  subscriber: 'loyalty',
  queue: 'analytics',
  handle: (payload, event) => once(payload, event.id, 'loyalty', (req: PayloadRequest) => applyLoyalty(req, event)),
});

/** Every subscriber of every topic; a test holds it against events.md. */
export const SUBSCRIBERS: { readonly [T in Topic]: readonly Subscriber<T>[] } = {
  'user.created': [email('welcome-email', welcomeEmail), analytics()],
  'user.verified': [analytics()],
  'user.password_changed': [email('password-changed', account.passwordChanged)],
  'user.email_change_requested': [
    email('email-change-code', account.emailChangeCode),
    email('email-change-notice', account.emailChangeNotice),
  ],
  'staff.password_changed': [email('password-changed', account.staffPasswordChanged)],
  'booking.created': [email('booking-confirmation', booking.bookingConfirmation), ...teamAlerts(), analytics()],
  'booking.rescheduled': [email('booking-rescheduled', booking.bookingRescheduled), analytics()],
  'booking.cancelled': [email('booking-cancelled', booking.bookingCancelled), analytics()],
  'booking.confirmed': [email('booking-confirmed', booking.bookingConfirmed), analytics()],
  'booking.room_added': teamAlerts(),
  'booking.email_changed': [email('booking-email-changed', booking.bookingEmailChanged)],
  'booking.reminder_due': [email('booking-reminder', booking.bookingReminder)],
  'blog.published': [cdn(BLOG_PATHS), sitemap(), analytics()],
  'blog.updated': [cdn(BLOG_PATHS), sitemap()],
  'blog.unpublished': [cdn(BLOG_PATHS), sitemap()],
  'product.changed': [cdn(PRODUCT_PATHS), sitemap()],
  'brochure.requested': [brochureDelivery(), analytics()],
  'brochure.resend_requested': [brochureDelivery()],
  'order.created': [analytics()],
  'payment.succeeded': [email('payment-receipt', payment.paymentReceipt), loyalty(), analytics()],
  'payment.failed': [email('payment-failed', payment.paymentFailed), analytics()],
  'payment.refunded': [email('payment-refunded', payment.paymentRefunded), loyalty(), analytics()],
  'payment.refund_failed': [
    email('payment-refund-failed', payment.refundFailed),
    email('internal-refund-failed', payment.refundFailedNotice),
    loyalty(),
  ],
  'payment.disputed': [email('internal-payment-disputed', payment.disputeNotice), analytics()],
  'media.uploaded': [analytics()],
};

/** The names of the subscribers of a topic. */
export const subscribersOf = (topic: Topic): string[] => SUBSCRIBERS[topic].map(({ subscriber }) => subscriber);

/**
 * A subscriber by topic and name.
 * @throws Error when this release has no such one: a newer process queued the job, or an older one did before it was removed.
 */
export function findSubscriber(topic: Topic, name: string): Subscriber {
  const found = SUBSCRIBERS[topic]?.find(({ subscriber }) => subscriber === name);
  if (!found) throw new Error(`This release has no subscriber ${name} of ${topic}.`);
  return found as Subscriber;
}
