import type { Payload } from 'payload';
import { toDate } from '../../dates.ts';
import { doneReceipts } from '../../events/done-receipts.ts';
import { type HistoryEntry, SHOWN } from '../customer-history.ts';
import type { Person } from '../person.ts';

/** Subscribers whose being done is an e-mail that went out to the customer. */
const EMAILS: Record<string, string> = {
  'welcome-email': 'Welcome with the code to verify the address',
  'password-changed': 'Notice of a new password',
  'email-change-notice': 'Notice that another address is asked for',
  'booking-confirmation': 'Booking received, with its calendar entry',
  'booking-confirmed': 'Booking confirmed',
  'booking-email-changed': 'Booking, with its calendar entry, at a corrected address',
  'booking-rescheduled': 'Booking moved',
  'booking-cancelled': 'Booking cancelled',
  'booking-reminder': 'Reminder of the visit',
  'payment-receipt': 'Receipt with the invoice',
  'payment-failed': 'Payment failed',
  'payment-refunded': 'Refund',
};

/** The e-mails that a person has been sent of what happened, brochures aside. */
export async function emailHistory(payload: Payload, person: Person): Promise<HistoryEntry[]> {
  const wanted = { person, subscribers: Object.keys(EMAILS), limit: SHOWN };
  const receipts = await doneReceipts(payload, wanted);
  return receipts.map(({ subscriber, at }) => ({
    at: toDate(at).toISOString(),
    kind: 'email',
    text: EMAILS[subscriber] ?? subscriber,
  }));
}
