import type { Payload } from 'payload';
import { isUuid } from '../../ids.ts';
import { Problem } from '../../problem.ts';

/** For an id that is nobody's, or nobody's any more. */
export const noSuchCustomer = () => new Problem('not_found', 'There is no such customer.');

/** The e-mail address of a customer. @throws Problem not_found when there is none of that id, or none any more. */
export async function customerEmail(payload: Payload, customerId: string): Promise<string> {
  const customer = isUuid(customerId)
    ? await payload.findByID({ collection: 'customers', id: customerId, depth: 0, disableErrors: true })
    : null;
  if (!customer) throw noSuchCustomer();
  return customer.email;
}
