import type { Payload } from 'payload';
import type { Envelope } from '../../events/envelope.ts';

import { type MailedPurpose, otpForDelivery } from '../identity/otp-delivery.ts';
import { brandedEmail } from './branded-email.ts';
import type { Mail } from './send-email.ts';

const TEMPLATE = { verify: 'welcome-email', reset: 'password-reset' } as const;

/** How long a code is good for, in minutes (api.md §1). */
export const EXPIRES_IN_MINUTES = 10;

/** The e-mail with the code that is good now; null when the account needs none any more. */
export async function oneTimeCode(payload: Payload, userId: string, purpose: MailedPurpose): Promise<Mail | null> {
  const delivery = await otpForDelivery(payload, userId, purpose);
  if (!delivery) return null;
  const { email, firstName, otp } = delivery;
  const content = await brandedEmail(payload, TEMPLATE[purpose], {
    firstName,
    otp,
    expiresInMinutes: EXPIRES_IN_MINUTES,
  });
  return { to: email, content };
}

/** Welcomes a new customer with the code that verifies the e-mail address (data-flow.md §1). */
export const welcomeEmail = (
  payload: Payload,
  { payload: { userId } }: Envelope<'user.created'>,
): Promise<Mail | null> => oneTimeCode(payload, userId, 'verify');
