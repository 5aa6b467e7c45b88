import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import type { Customer } from '../../payload-types.ts';
import { bookingHistory, bookingPhones } from '../appointments/history.ts';
import { brochureHistory } from '../brochures/history.ts';
import type { HistoryEntry } from '../customer-history.ts';
import { personOfAccount } from '../identity/find-person.ts';
import { accountHistory } from '../identity/history.ts';
import { emailHistory } from '../notifications/email-history.ts';
import { salesHistory } from '../sales/history.ts';

/** What is between a customer and us, newest first and not the oldest of very much, gathered from every domain; `momentOf` words a time for people. */
export async function customerHistory(
  payload: Payload,
  customer: Pick<Customer, 'id' | 'email' | 'createdAt'>,
  momentOf: (at: Date) => string,
): Promise<HistoryEntry[]> {
  const person = (await personOfAccount(database(payload), customer.id)) ?? { customerId: customer.id, emails: [] };
  const entries = await Promise.all([
    accountHistory(customer),
    bookingHistory(payload, person, momentOf),
    salesHistory(payload, customer.id),
    brochureHistory(payload, person),
    emailHistory(payload, person),
  ]);
  return entries.flat().sort((a, b) => b.at.localeCompare(a.at));
}

/** The phone numbers of a customer in E.164: that of the account, and those given for visits, the newest first. */
export async function customerPhones(payload: Payload, customer: Pick<Customer, 'id' | 'phone'>): Promise<string[]> {
  const person = await personOfAccount(database(payload), customer.id);
  const given = person ? await bookingPhones(payload, person) : [];
  return [...new Set([...(customer.phone ? [customer.phone] : []), ...given])];
}
