import type { Payload } from 'payload';
import { z } from 'zod';
import { withTransaction } from '../../database/transaction.ts';
import type { Customer } from '../../payload-types.ts';
import { Problem } from '../../problem.ts';
import { nameInput, phoneInput, storedEmail } from '../contact.ts';
import { loyaltyBalance } from '../sales/loyalty.ts';

/** A customer as they see themselves (api.md §1). */
export const profile = z.object({
  userId: z.uuid(),
  email: storedEmail,
  firstName: z.string(),
  lastName: z.string(),
  phone: z.string().nullable(),
  marketingConsent: z.boolean(),
  loyaltyPoints: z.number().int(),
});

export const profileChange = z
  .strictObject({
    firstName: nameInput,
    lastName: nameInput,
    phone: phoneInput.nullable(),
    marketingConsent: z.boolean(),
  })
  .partial();

/** The answer for a customer whose row has been read already, such as `caller.user`. */
export async function profileOf(
  payload: Payload,
  customer: Pick<Customer, 'id' | 'email' | 'firstName' | 'lastName' | 'phone' | 'marketingConsent'>,
): Promise<z.output<typeof profile>> {
  const { id, email, firstName, lastName, phone, marketingConsent } = customer;
  return {
    ...{ userId: id, email, firstName, lastName },
    phone: phone ?? null,
    marketingConsent: marketingConsent === true,
    loyaltyPoints: await loyaltyBalance(payload, id),
  };
}

/** Changes what customers may change of themselves. @throws Problem unauthenticated when the customer was erased meanwhile. */
export async function changeProfile(
  payload: Payload,
  customerId: string,
  change: z.output<typeof profileChange>,
): Promise<z.output<typeof profile>> {
  return withTransaction(payload, async (req) => {
    const { docs } = await payload.update({
      collection: 'customers',
      where: { id: { equals: customerId } },
      data: change,
      depth: 0,
      limit: 1,
      req,
    });
    const [customer] = docs;
    if (!customer) throw new Problem('unauthenticated');
    return profileOf(payload, customer);
  });
}
