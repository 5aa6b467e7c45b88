import type { MessageName } from '../../src/emails/messages.ts';
import type { Topic } from '../../src/events/topics.ts';

/** The people who must be notified of a change by e-mail, and the test that checks that the e-mail arrives. */
type NotifiedReaders = { readers: string; emails: readonly MessageName[]; seenIn: TestReference };

/** A test file, and a part of the name of the test that checks the inbox. */
type TestReference = readonly [file: string, test: string];

/** The reason why nobody needs an e-mail. */
type NobodyNotified = { nobody: string };

export type Recipients = NotifiedReaders | NobodyNotified;

const EMAILS = 'test/integration/jobs/emails.test.ts';
const TAKE_BACK = 'test/integration/appointments/take-back.test.ts';
const RESEND = 'test/integration/appointments/resend-confirmation.test.ts';
const ACCOUNTS = 'test/integration/identity/account-changes.test.ts';
const INVITATIONS = 'test/integration/identity/staff-invitations.test.ts';
const STAFF = 'test/integration/identity/staff.test.ts';
const SALES = 'test/integration/sales/effects.test.ts';
const BROCHURES = 'test/integration/brochures/delivery.test.ts';

const customer = (email: MessageName, ...seenIn: TestReference): Recipients => ({
  readers: 'the customer',
  emails: [email],
  seenIn,
});
const publicContent: Recipients = { nobody: 'it is on the website, whose caches are invalidated' };

/** The recipients of each event's e-mails. A new topic does not compile without an entry here. */
export const RECIPIENTS_BY_EVENT: Record<Topic, Recipients> = {
  'user.created': customer('welcome-email', EMAILS, 'a new customer is welcomed'),
  'user.verified': { nobody: 'the person has just verified the address on the website' },
  'user.password_changed': customer(
    'password-changed',
    ACCOUNTS,
    'sets the password, ends all other sessions, and sends a notice',
  ),
  'user.email_change_requested': {
    readers: 'the customer, at the current and at the new address',
    emails: ['email-change-code', 'email-change-notice'],
    seenIn: [ACCOUNTS, 'sends a code to the new address and a notice to the old one'],
  },
  'staff.password_changed': {
    readers: 'the member of staff',
    emails: ['password-changed'],
    seenIn: [STAFF, 'can be changed by its owner in any role with the current password, and the owner is notified'],
  },
  'staff.invited': {
    readers: 'the new member of staff',
    emails: ['staff-invitation'],
    seenIn: [INVITATIONS, 'staff created without a password get a single-use link to choose one'],
  },
  'staff.password_reset_requested': {
    readers: 'the member of staff',
    emails: ['staff-password-reset'],
    seenIn: [STAFF, 'stay valid for an hour despite later requests, and work once'],
  },
  'booking.created': {
    readers: 'the customer, and the team of each room',
    emails: ['booking-confirmation', 'internal-booking-alert', 'internal-dual-booking-alert'],
    seenIn: [EMAILS, 'is acknowledged with a calendar entry, and both teams are alerted'],
  },
  'booking.rescheduled': customer(
    'booking-rescheduled',
    EMAILS,
    'that is confirmed, rescheduled and cancelled notifies its customer',
  ),
  'booking.cancelled': customer(
    'booking-cancelled',
    EMAILS,
    'that is confirmed, rescheduled and cancelled notifies its customer',
  ),
  'booking.confirmed': customer(
    'booking-confirmed',
    EMAILS,
    'that is confirmed, rescheduled and cancelled notifies its customer',
  ),
  'booking.reinstated': customer('booking-reinstated', TAKE_BACK, 'books the slot again and notifies the customer'),
  'booking.room_added': {
    readers: 'the team of the room, or both teams',
    emails: ['internal-booking-alert', 'internal-dual-booking-alert'],
    seenIn: [EMAILS, 'to which an edit adds the other room'],
  },
  'booking.email_changed': {
    readers: 'the customer at the corrected address',
    emails: ['booking-confirmation', 'booking-confirmed'],
    seenIn: [EMAILS, 'is sent with its calendar entry to the new address'],
  },
  'booking.resend_requested': {
    readers: 'the customer',
    emails: ['booking-confirmation', 'booking-confirmed'],
    seenIn: [RESEND, 'send the confirmation again in an e-mail of its own'],
  },
  'booking.reminder_due': customer('booking-reminder', EMAILS, 'is sent for a live booking'),
  'brochure.requested': {
    readers: 'the person who requested it',
    emails: ['brochure-delivery'],
    seenIn: [BROCHURES, 'sends the PDF of the default brochure in one e-mail'],
  },
  'brochure.resend_requested': {
    readers: 'the person who requested it',
    emails: ['brochure-delivery'],
    seenIn: [BROCHURES, 'resend a brochure as a new e-mail, and the time of the first delivery does not change'],
  },
  'order.created': { nobody: 'the customer is about to pay; the receipt confirms the order' },
  'payment.succeeded': customer('payment-receipt', SALES, 'sends one receipt with the invoice'),
  'payment.receipt_requested': customer(
    'payment-receipt',
    'test/integration/sales/resend-receipt.test.ts',
    'the customer gets the receipt with its invoice again',
  ),
  'payment.failed': customer('payment-failed', SALES, 'that fails notifies the customer, unless it was paid meanwhile'),
  'payment.refunded': customer('payment-refunded', SALES, 'that is refunded in part'),
  'payment.refund_failed': {
    readers: 'the sales team, and the customer unless Stripe never created the refund',
    emails: ['payment-refund-failed', 'internal-refund-failed'],
    seenIn: [SALES, 'whose refund fails later notifies the customer and sales, with the debit note'],
  },
  'payment.disputed': {
    readers: 'the sales team',
    emails: ['internal-payment-disputed'],
    seenIn: [SALES, 'that is disputed notifies sales, and loses its points if the dispute is lost'],
  },
  'payment.dispute_won': {
    readers: 'the sales team',
    emails: ['internal-payment-disputed'],
    seenIn: [SALES, 'whose lost dispute is won after all notifies sales and restores the points'],
  },
  'blog.published': publicContent,
  'blog.updated': publicContent,
  'blog.unpublished': publicContent,
  'product.changed': publicContent,
  'media.uploaded': { nobody: 'no page shows the file yet' },
};

/** Messages that no event sends: each is sent when a person requests it. Maps each message to this person. */
export const REQUESTED_MESSAGES: Partial<Record<MessageName, string>> = {
  'password-reset': 'somebody who has forgotten the password',
};

/** The event of a status transition; a list if the event depends on the cause; or the reason why there is no event. */
type EventOrReason = Topic | readonly Topic[] | { untold: string };

const byRefunds: EventOrReason = 'payment.refunded';
const byMoneyBack: EventOrReason = ['payment.refund_failed', 'payment.dispute_won'];
const undecided: EventOrReason = { untold: 'the attempt is still in progress' };

/** The event of each status transition. A transition without an entry fails the test. */
export const EVENTS_BY_TRANSITION: Record<
  'bookings' | 'orders' | 'payments' | 'refunds',
  Record<string, EventOrReason>
> = {
  bookings: {
    'PENDING → CONFIRMED': 'booking.confirmed',
    'PENDING → CANCELLED': 'booking.cancelled',
    'CONFIRMED → CANCELLED': 'booking.cancelled',
    'CONFIRMED → COMPLETED': { untold: 'the customer was present' },
    'CONFIRMED → NO_SHOW': { untold: 'the offer to book again will be built together with the pages that it links to' },
  },
  orders: {
    'PENDING → CONFIRMED': 'payment.succeeded',
    'PENDING → CANCELLED': { untold: 'nothing was paid, and the stock is released' },
    'CONFIRMED → PARTIALLY_REFUNDED': byRefunds,
    'CONFIRMED → REFUNDED': byRefunds,
    'PARTIALLY_REFUNDED → REFUNDED': byRefunds,
    'PARTIALLY_REFUNDED → CONFIRMED': byMoneyBack,
    'REFUNDED → PARTIALLY_REFUNDED': byMoneyBack,
    'REFUNDED → CONFIRMED': byMoneyBack,
  },
  payments: {
    'PENDING → PROCESSING': undecided,
    'PENDING → SUCCEEDED': 'payment.succeeded',
    'PENDING → FAILED': 'payment.failed',
    'PENDING → CANCELLED': { untold: 'nothing was paid' },
    'PROCESSING → SUCCEEDED': 'payment.succeeded',
    'PROCESSING → FAILED': 'payment.failed',
    'PROCESSING → CANCELLED': { untold: 'nothing was paid' },
    'FAILED → PENDING': undecided,
    'FAILED → PROCESSING': undecided,
    'FAILED → SUCCEEDED': 'payment.succeeded',
    'FAILED → CANCELLED': { untold: 'nothing was paid' },
    'SUCCEEDED → PARTIALLY_REFUNDED': byRefunds,
    'SUCCEEDED → REFUNDED': byRefunds,
    'SUCCEEDED → DISPUTED': 'payment.disputed',
    'PARTIALLY_REFUNDED → REFUNDED': byRefunds,
    'PARTIALLY_REFUNDED → SUCCEEDED': byMoneyBack,
    'PARTIALLY_REFUNDED → DISPUTED': 'payment.disputed',
    'REFUNDED → PARTIALLY_REFUNDED': byMoneyBack,
    'REFUNDED → SUCCEEDED': byMoneyBack,
    'REFUNDED → DISPUTED': 'payment.disputed',
    // If the dispute was never lost, there is no event: Stripe informs sales.
    'DISPUTED → SUCCEEDED': 'payment.dispute_won',
    'DISPUTED → PARTIALLY_REFUNDED': ['payment.refunded', 'payment.dispute_won'],
    'DISPUTED → REFUNDED': byRefunds,
  },
  refunds: {
    'requested → requires_action': undecided,
    'requested → pending': undecided,
    'requested → succeeded': byRefunds,
    'requested → failed': 'payment.refund_failed',
    'requested → canceled': 'payment.refund_failed',
    'requires_action → succeeded': byRefunds,
    'requires_action → failed': 'payment.refund_failed',
    'requires_action → canceled': 'payment.refund_failed',
    'pending → succeeded': byRefunds,
    'pending → failed': 'payment.refund_failed',
    'pending → canceled': 'payment.refund_failed',
    'succeeded → failed': 'payment.refund_failed',
    'succeeded → canceled': 'payment.refund_failed',
  },
};
