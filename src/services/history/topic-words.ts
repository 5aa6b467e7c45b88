import type { Topic } from '../../events/topics.ts';

const WORDS: Record<Topic, string> = {
  'user.created': 'Customer registered',
  'user.verified': 'E-mail address verified',
  'user.password_changed': 'Password changed',
  'user.email_change_requested': 'Change of e-mail address requested',
  'staff.password_changed': 'Password of a member of staff changed',
  'staff.invited': 'Member of staff invited',
  'staff.password_reset_requested': 'Password reset requested for a member of staff',
  'booking.created': 'Booking made',
  'booking.rescheduled': 'Booking moved',
  'booking.cancelled': 'Booking cancelled',
  'booking.confirmed': 'Booking confirmed',
  'booking.reinstated': 'Cancellation taken back',
  'booking.room_added': 'Room added to the booking',
  'booking.email_changed': 'E-mail address of the booking changed',
  'booking.resend_requested': 'Confirmation to be sent again',
  'booking.reminder_due': 'Reminder due',
  'order.created': 'Order placed',
  'payment.succeeded': 'Payment received',
  'payment.receipt_requested': 'Receipt to be sent again',
  'payment.failed': 'Payment failed',
  'payment.refunded': 'Payment refunded',
  'payment.refund_failed': 'Refund failed',
  'payment.disputed': 'Payment disputed',
  'payment.dispute_won': 'Lost dispute won after all',
  'brochure.requested': 'Brochure requested',
  'brochure.resend_requested': 'Brochure to be sent again',
  'blog.published': 'Post published',
  'blog.updated': 'Post changed',
  'blog.unpublished': 'Post unpublished',
  'product.changed': 'Product changed',
  'media.uploaded': 'File uploaded',
};

/** Returns the label of an event topic for staff. A topic that this release does not know is returned unchanged. */
export const topicInWords = (topic: string): string => WORDS[topic as Topic] ?? topic;
