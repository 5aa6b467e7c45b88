import type { Payload } from 'payload';
import { withTransaction } from '../../database/transaction.ts';
import { logChange } from '../history/log-change.ts';
import { customerEmail, noSuchCustomer } from './customer-email.ts';
import { exportCustomer } from './export-customer.ts';

/** What `exportCustomer` gives, for staff: the change log says who took it. @throws Problem not_found. */
export async function exportForStaff(payload: Payload, customerId: string, staffId: string) {
  await customerEmail(payload, customerId);
  const change = {
    entity: 'customers',
    which: { label: 'A customer' },
    action: 'export',
    staffId,
    fields: {},
  } as const;
  await withTransaction(payload, (req) => logChange(req, change));
  const all = await exportCustomer(payload, customerId);
  if (!all) throw noSuchCustomer();
  return all;
}
