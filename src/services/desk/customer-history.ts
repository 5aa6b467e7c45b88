import type { Payload } from 'payload';
import type { Customer } from '../../payload-types.ts';
import { bookingHistory } from '../appointments/history.ts';
import { brochureHistory } from '../brochures/history.ts';
import type { HistoryEntry } from '../customer-history.ts';
import { accountHistory } from '../identity/history.ts';
import { emailHistory } from '../notifications/email-history.ts';
import { salesHistory } from '../sales/history.ts';

/** What is between a customer and us, newest first and not the oldest of very much, gathered from every domain; `momentOf` words a time for people. */
export async function customerHistory(
  payload: Payload,
  customer: Pick<Customer, 'id' | 'email' | 'createdAt'>,
  momentOf: (at: Date) => string,
): Promise<HistoryEntry[]> {
  const entries = await Promise.all([
    accountHistory(customer),
    bookingHistory(payload, customer.id, momentOf),
    salesHistory(payload, customer.id),
    brochureHistory(payload, customer.email),
    emailHistory(payload, customer.id),
  ]);
  return entries.flat().sort((a, b) => b.at.localeCompare(a.at));
}
