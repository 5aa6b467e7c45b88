import type { Payload } from 'payload';
import { withTransaction } from '../../database/transaction.ts';
import { Problem } from '../../problem.ts';
import { logChange } from '../history/log-change.ts';
import { customerEmail, noSuchCustomer } from './customer-email.ts';
import { WITHOUT_ACCOUNT } from './erase-customer.ts';
import { type CustomerExport, exportByEmail, exportCustomer } from './export-customer.ts';

/** What `exportCustomer` gives, for staff: the change log says who took it. @throws Problem not_found. */
export async function exportForStaff(payload: Payload, customerId: string, staffId: string): Promise<CustomerExport> {
  await customerEmail(payload, customerId);
  await logExport(payload, 'A customer', staffId);
  const all = await exportCustomer(payload, customerId);
  if (!all) throw noSuchCustomer();
  return all;
}

/** For an address on which nothing is kept. */
export const nothingHeld = () => new Problem('not_found', 'We hold nothing on this e-mail address.');

/** Everything held on whoever has this address, for staff: the change log says who took it. @throws Problem not_found. */
export async function exportByEmailForStaff(payload: Payload, email: string, staffId: string): Promise<CustomerExport> {
  const all = await exportByEmail(payload, email);
  const { profile, bookings, brochureRequests, events } = all;
  if (!profile && bookings.length + brochureRequests.length + events.length === 0) throw nothingHeld();
  await logExport(payload, profile ? 'A customer' : WITHOUT_ACCOUNT, staffId);
  return all;
}

const logExport = (payload: Payload, label: string, staffId: string) =>
  withTransaction(payload, (req) =>
    logChange(req, { entity: 'customers', which: { label }, action: 'export', staffId, fields: {} }),
  );
