import { expect, test } from 'vitest';
import { TOPIC_NAMES } from '../../../src/events/topics.ts';
import { SUBSCRIBERS } from '../../../src/jobs/subscribers.ts';

/** The rows of the contract's events page for the topics that exist so far. */
const CONTRACT = {
  'user.created': ['welcome-email', 'analytics'],
  'user.verified': ['analytics'],
  'user.password_changed': ['password-changed'],
  'user.email_change_requested': ['email-change-code', 'email-change-notice'],
  'staff.password_changed': ['password-changed'],
  'booking.created': [
    'booking-confirmation',
    'internal-booking-alert',
    'internal-dual-booking-alert-kitchen',
    'internal-dual-booking-alert-bedroom',
    'analytics',
  ],
  'booking.rescheduled': ['booking-rescheduled', 'analytics'],
  'booking.cancelled': ['booking-cancelled', 'analytics'],
  'booking.confirmed': ['booking-confirmed', 'analytics'],
  'booking.room_added': [
    'internal-booking-alert',
    'internal-dual-booking-alert-kitchen',
    'internal-dual-booking-alert-bedroom',
  ],
  'booking.email_changed': ['booking-email-changed'],
  'booking.reminder_due': ['booking-reminder'],
  'blog.published': ['cdn', 'sitemap', 'analytics'],
  'blog.updated': ['cdn', 'sitemap'],
  'blog.unpublished': ['cdn', 'sitemap'],
  'product.changed': ['cdn', 'sitemap'],
  'brochure.requested': ['brochure-delivery', 'analytics'],
  'brochure.resend_requested': ['brochure-delivery'],
  'order.created': ['analytics'],
  'payment.succeeded': ['payment-receipt', 'loyalty', 'analytics'],
  'payment.failed': ['payment-failed', 'analytics'],
  'payment.refunded': ['payment-refunded', 'loyalty', 'analytics'],
  'payment.refund_failed': ['payment-refund-failed', 'internal-refund-failed', 'loyalty'],
  'payment.disputed': ['internal-payment-disputed', 'analytics'],
  'media.uploaded': ['analytics'],
};

test('every topic has the subscribers of the contract and no others', () => {
  const table = Object.fromEntries(
    TOPIC_NAMES.map((topic) => [topic, SUBSCRIBERS[topic].map(({ subscriber }) => subscriber)]),
  );
  expect(table).toEqual(CONTRACT);
});

test('names of subscribers fit into job ids and Message-IDs', () => {
  const names = TOPIC_NAMES.flatMap((topic) => SUBSCRIBERS[topic].map(({ subscriber }) => subscriber));
  for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
});
