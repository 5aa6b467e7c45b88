import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import type { Person } from '../../events/personal-data.ts';
import { listDoneReceipts } from '../../events/read-events.ts';
import { toDate } from '../../lib/dates.ts';
import { type CustomerHistoryEntry, MAX_HISTORY_ENTRIES } from '../../lib/lists.ts';
import type { Customer } from '../../payload-types.ts';
import { listBookingHistory, listBookingPhones } from '../appointments/index.ts';
import { listBrochureHistory } from '../brochures/index.ts';
import { findPersonByAccount, listAccountHistory } from '../identity/index.ts';
import { listSalesHistory } from '../sales/index.ts';

/** The labels of the e-mails to customers, by the subscriber that sends the e-mail. */
export const EMAIL_LABELS: Record<string, string> = {
  'welcome-email': 'Welcome, with the code to verify the address',
  'password-changed': 'Notice of a new password',
  'email-change-code': 'Code to confirm a new address',
  'email-change-notice': 'Notice that a change of address was requested',
  'booking-confirmation': 'Booking received, with its calendar entry',
  'booking-confirmed': 'Booking confirmed',
  'booking-email-changed': 'Booking with its calendar entry, sent to the corrected address',
  'booking-rescheduled': 'Booking moved',
  'booking-cancelled': 'Booking cancelled',
  'booking-reinstated': 'Cancelled appointment takes place after all',
  'booking-sent-again': 'Booking with its calendar entry, sent again by staff',
  'booking-reminder': 'Reminder of the visit',
  'payment-receipt': 'Receipt with the invoice',
  'payment-failed': 'Payment failed',
  'payment-refunded': 'Refund',
  'payment-refund-failed': 'Refund failed',
};

/** Lists the e-mails that were sent to a person because of events, except those with brochures. */
export async function listEmailHistory(payload: Payload, person: Person): Promise<CustomerHistoryEntry[]> {
  const query = { person, subscribers: Object.keys(EMAIL_LABELS), limit: MAX_HISTORY_ENTRIES };
  const receipts = await listDoneReceipts(payload, query);
  return receipts.map(({ subscriber, at }) => ({
    at: toDate(at).toISOString(),
    kind: 'email',
    text: EMAIL_LABELS[subscriber] ?? subscriber,
  }));
}

/**
 * Collects a customer's history from every domain, newest first, with a limit for each kind of entry. `formatMoment` formats a
 * time for people.
 */
export async function readCustomerHistory(
  payload: Payload,
  customer: Pick<Customer, 'id' | 'email' | 'createdAt'>,
  formatMoment: (at: Date) => string,
): Promise<CustomerHistoryEntry[]> {
  const person = (await findPersonByAccount(database(payload), customer.id)) ?? { customerId: customer.id, emails: [] };
  const entries = await Promise.all([
    listAccountHistory(customer),
    listBookingHistory(payload, person, formatMoment),
    listSalesHistory(payload, customer.id),
    listBrochureHistory(payload, person),
    listEmailHistory(payload, person),
  ]);
  return entries.flat().sort((a, b) => b.at.localeCompare(a.at));
}

/**
 * Lists the phone numbers of a customer in E.164: the number of the account first, then the numbers of the bookings, newest
 * first.
 */
export async function listCustomerPhones(
  payload: Payload,
  customer: Pick<Customer, 'id' | 'phone'>,
): Promise<string[]> {
  const person = await findPersonByAccount(database(payload), customer.id);
  const fromBookings = person ? await listBookingPhones(payload, person) : [];
  return [...new Set([...(customer.phone ? [customer.phone] : []), ...fromBookings])];
}
