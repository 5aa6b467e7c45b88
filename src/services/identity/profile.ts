import type { Payload } from 'payload';
import { z } from 'zod';
import { withTransaction } from '../../database/transaction.ts';
import { nameInput, phoneInput, storedEmail } from '../../lib/contact.ts';
import { Problem } from '../../lib/problem.ts';
import type { Customer } from '../../payload-types.ts';
import { readLoyaltyBalance } from '../sales/index.ts';

/** A customer's own profile (docs/spec/api.md#1-auth). */
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

/**
 * Builds the profile from a customer row that is already loaded, such as `caller.user`, and reads the balance of loyalty points.
 */
export async function readProfile(
  payload: Payload,
  customer: Pick<Customer, 'id' | 'email' | 'firstName' | 'lastName' | 'phone' | 'marketingConsent'>,
): Promise<z.output<typeof profile>> {
  const { id, email, firstName, lastName, phone, marketingConsent } = customer;
  return {
    ...{ userId: id, email, firstName, lastName },
    phone: phone ?? null,
    marketingConsent: marketingConsent === true,
    loyaltyPoints: await readLoyaltyBalance(payload, id),
  };
}

/**
 * Changes the fields that customers may edit themselves.
 * @throws Problem unauthenticated if the customer was erased meanwhile
 */
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
    return readProfile(payload, customer);
  });
}
