import { toDate } from '../../dates.ts';
import type { Customer } from '../../payload-types.ts';
import type { HistoryEntry } from '../customer-history.ts';

/** When a customer registered. */
export const accountHistory = ({ createdAt }: Pick<Customer, 'createdAt'>): HistoryEntry[] => [
  { at: toDate(createdAt).toISOString(), kind: 'account', text: 'Registered on the website' },
];
