import type { Payload } from 'payload';

export type Caller = {
  /** "Grace" and a last name that no other customer has. */
  name: string;
  email: string;
  /** The customer's phone number in national format, which no other customer has. */
  phone: string;
};

let number = 0;

/** Creates a verified customer who has not booked before. */
export async function makeCaller(payload: Payload): Promise<Caller> {
  number += 1;
  const lastDigits = String(number).padStart(3, '0');
  const email = `caller-${number}@example.com`;
  const phone = `+447700900${lastDigits}`;
  const lastName = `Caller${number}`;
  const data = { email, firstName: 'Grace', lastName, emailVerified: true, phone };
  await payload.create({ collection: 'customers', data });
  return { name: `Grace ${lastName}`, email, phone: `07700 900${lastDigits}` };
}
