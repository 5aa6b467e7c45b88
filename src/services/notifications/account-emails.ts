import type { Payload } from 'payload';
import type { Envelope } from '../../events/envelope.ts';
import { contactDetails, staffContact } from '../identity/contact-details.ts';
import { liveAddressCode } from '../identity/otp.ts';
import { brandedEmail } from './branded-email.ts';
import { EXPIRES_IN_MINUTES } from './one-time-code.ts';
import type { Mail } from './send-email.ts';

/** Tells a customer that their password was changed; null when the account was erased. */
export async function passwordChanged(
  payload: Payload,
  { payload: { userId }, timestamp }: Envelope<'user.password_changed'>,
): Promise<Mail | null> {
  const contact = await contactDetails(payload, userId);
  if (!contact) return null;
  const { email, firstName } = contact;
  const content = await brandedEmail(payload, 'password-changed', { firstName, changedAt: timestamp });
  return { to: email, content };
}

/** The same to a member of staff; null when they have left. */
export async function staffPasswordChanged(
  payload: Payload,
  { payload: { staffId }, timestamp }: Envelope<'staff.password_changed'>,
): Promise<Mail | null> {
  const contact = await staffContact(payload, staffId);
  if (!contact) return null;
  const { email, firstName } = contact;
  const content = await brandedEmail(payload, 'password-changed', { firstName, changedAt: timestamp });
  return { to: email, content };
}

/**
 * The code for a new address, to that address; null when it has expired, was used, or the account was erased.
 * @throws Problem unavailable without Redis: try again later.
 */
export async function emailChangeCode(
  payload: Payload,
  { payload: { userId } }: Envelope<'user.email_change_requested'>,
): Promise<Mail | null> {
  const contact = await contactDetails(payload, userId);
  const code = contact && (await liveAddressCode(payload, userId));
  if (!code) return null;
  const content = await brandedEmail(payload, 'email-change-code', {
    firstName: contact.firstName,
    otp: code.otp,
    expiresInMinutes: EXPIRES_IN_MINUTES,
  });
  return { to: code.address, content };
}

/** Tells the present address that another is asked for; null when the account was erased. */
export async function emailChangeNotice(
  payload: Payload,
  { payload: { userId }, timestamp }: Envelope<'user.email_change_requested'>,
): Promise<Mail | null> {
  const contact = await contactDetails(payload, userId);
  if (!contact) return null;
  const { email, firstName } = contact;
  const content = await brandedEmail(payload, 'email-change-notice', { firstName, askedAt: timestamp });
  return { to: email, content };
}
