import type { MessageName } from '../../src/emails/messages.ts';
import type { Topic } from '../../src/events/topics.ts';

/** Who has to hear of a change by e-mail, and where a test reads the inbox to see that they do. */
type Told = { readers: string; emails: readonly MessageName[]; seenIn: Seen };

/** A file of tests, and what the name of the one has in it that reads the inbox. */
type Seen = readonly [file: string, test: string];

/** Nobody has to; why not. */
type Nobody = { nobody: string };

export type Line = Told | Nobody;

const EMAILS = 'test/integration/events/emails.test.ts';
const ACCOUNTS = 'test/integration/identity/account-changes.test.ts';
const STAFF = 'test/integration/identity/staff.test.ts';
const SALES = 'test/integration/sales/effects.test.ts';
const BROCHURES = 'test/integration/brochures/delivery.test.ts';

const customer = (email: MessageName, ...seenIn: Seen): Line => ({ readers: 'the customer', emails: [email], seenIn });
const publicContent: Line = { nobody: 'it is on the website, and its caches are told' };

/** What has to be told of each event. A new topic needs a line here before it compiles. */
export const TOLD_OF_EVENTS: Record<Topic, Line> = {
  'user.created': customer('welcome-email', EMAILS, 'a new customer is welcomed'),
  'user.verified': { nobody: 'the person has just done it on the website' },
  'user.password_changed': customer(
    'password-changed',
    ACCOUNTS,
    'sets the password, ends other sessions and no other',
  ),
  'user.email_change_requested': {
    readers: 'the customer, at the present address and at the new one',
    emails: ['email-change-code', 'email-change-notice'],
    seenIn: [ACCOUNTS, 'sends a code to the new address and a notice to the old one'],
  },
  'staff.password_changed': {
    readers: 'the member of staff',
    emails: ['password-changed'],
    seenIn: [STAFF, 'is changed with the present one, by any role, and the person is told'],
  },
  'booking.created': {
    readers: 'the customer, and the team of each room',
    emails: ['booking-confirmation', 'internal-booking-alert', 'internal-dual-booking-alert'],
    seenIn: [EMAILS, 'is acknowledged with a calendar entry, and both teams are alerted'],
  },
  'booking.rescheduled': customer(
    'booking-rescheduled',
    EMAILS,
    'that is confirmed, moved and cancelled tells its customer',
  ),
  'booking.cancelled': customer(
    'booking-cancelled',
    EMAILS,
    'that is confirmed, moved and cancelled tells its customer',
  ),
  'booking.confirmed': customer(
    'booking-confirmed',
    EMAILS,
    'that is confirmed, moved and cancelled tells its customer',
  ),
  'booking.room_added': {
    readers: 'the team of the room, or both teams',
    emails: ['internal-booking-alert', 'internal-dual-booking-alert'],
    seenIn: [EMAILS, 'to which an edit adds the other room'],
  },
  'booking.email_changed': {
    readers: 'the customer at the corrected address',
    emails: ['booking-confirmation', 'booking-confirmed'],
    seenIn: [EMAILS, 'whose address staff correct'],
  },
  'booking.reminder_due': customer('booking-reminder', EMAILS, 'is sent for a live booking'),
  'brochure.requested': {
    readers: 'who asked for it',
    emails: ['brochure-delivery'],
    seenIn: [BROCHURES, 'brings the PDF'],
  },
  'brochure.resend_requested': {
    readers: 'who asked for it',
    emails: ['brochure-delivery'],
    seenIn: [BROCHURES, 'send a brochure again'],
  },
  'order.created': { nobody: 'the customer is about to pay; the receipt confirms the order' },
  'payment.succeeded': customer('payment-receipt', SALES, 'sends one receipt with the invoice'),
  'payment.failed': customer('payment-failed', SALES, 'that fails is told to the customer'),
  'payment.refunded': customer('payment-refunded', SALES, 'that is refunded in part'),
  'payment.refund_failed': {
    readers: 'the customer, and the sales team',
    emails: ['payment-refund-failed', 'internal-refund-failed'],
    seenIn: [SALES, 'whose refund fails after all is told to the customer and to sales'],
  },
  'payment.disputed': {
    readers: 'the sales team',
    emails: ['internal-payment-disputed'],
    seenIn: [SALES, 'that is disputed is told to sales'],
  },
  'blog.published': publicContent,
  'blog.updated': publicContent,
  'blog.unpublished': publicContent,
  'product.changed': publicContent,
  'media.uploaded': { nobody: 'it shows nowhere yet' },
};

/** Messages that no event sends: what a person asks for by hand. */
export const ASKED_FOR: Partial<Record<MessageName, string>> = {
  'password-reset': 'somebody who has forgotten the password',
};

/** The event that a move of a status is told by; null where it is told by none, with the reason. */
type Move = Topic | { untold: string };

const byRefunds: Move = 'payment.refunded';
const notYet: Move = { untold: 'the attempt goes on, nothing is decided' };

/** Each move that a status can make. A move without a line fails the test. */
export const TOLD_OF_MOVES: Record<'bookings' | 'orders' | 'payments', Record<string, Move>> = {
  bookings: {
    'PENDING → CONFIRMED': 'booking.confirmed',
    'PENDING → CANCELLED': 'booking.cancelled',
    'CONFIRMED → CANCELLED': 'booking.cancelled',
    'CONFIRMED → COMPLETED': { untold: 'the customer was there' },
    'CONFIRMED → NO_SHOW': { untold: 'the offer to book again comes with the pages that it leads to' },
  },
  orders: {
    'PENDING → CONFIRMED': 'payment.succeeded',
    'PENDING → CANCELLED': { untold: 'nothing was paid; its stock is free again' },
    'CONFIRMED → PARTIALLY_REFUNDED': byRefunds,
    'CONFIRMED → REFUNDED': byRefunds,
    'PARTIALLY_REFUNDED → REFUNDED': byRefunds,
    'PARTIALLY_REFUNDED → CONFIRMED': 'payment.refund_failed',
    'REFUNDED → PARTIALLY_REFUNDED': 'payment.refund_failed',
    'REFUNDED → CONFIRMED': 'payment.refund_failed',
  },
  payments: {
    'PENDING → PROCESSING': notYet,
    'PENDING → SUCCEEDED': 'payment.succeeded',
    'PENDING → FAILED': 'payment.failed',
    'PENDING → CANCELLED': { untold: 'nothing was paid' },
    'PROCESSING → SUCCEEDED': 'payment.succeeded',
    'PROCESSING → FAILED': 'payment.failed',
    'PROCESSING → CANCELLED': { untold: 'nothing was paid' },
    'FAILED → PENDING': notYet,
    'FAILED → PROCESSING': notYet,
    'FAILED → SUCCEEDED': 'payment.succeeded',
    'FAILED → CANCELLED': { untold: 'nothing was paid' },
    'SUCCEEDED → PARTIALLY_REFUNDED': byRefunds,
    'SUCCEEDED → REFUNDED': byRefunds,
    'SUCCEEDED → DISPUTED': 'payment.disputed',
    'PARTIALLY_REFUNDED → REFUNDED': byRefunds,
    'PARTIALLY_REFUNDED → SUCCEEDED': 'payment.refund_failed',
    'PARTIALLY_REFUNDED → DISPUTED': 'payment.disputed',
    'REFUNDED → PARTIALLY_REFUNDED': 'payment.refund_failed',
    'REFUNDED → SUCCEEDED': 'payment.refund_failed',
    'REFUNDED → DISPUTED': 'payment.disputed',
    'DISPUTED → SUCCEEDED': { untold: 'the dispute is won; Stripe says so to sales' },
    'DISPUTED → PARTIALLY_REFUNDED': byRefunds,
    'DISPUTED → REFUNDED': byRefunds,
  },
};
