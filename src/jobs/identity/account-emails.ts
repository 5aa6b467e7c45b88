import type { Payload } from 'payload';
import { applyOutsideOnce } from '../../events/apply-once.ts';
import type { Envelope } from '../../events/emit.ts';
import { type MailedPurpose, OTP_JOB, type OtpJob } from '../../events/queues.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { readContactDetails, readStaffContact } from '../../services/identity/accounts.ts';
import { readEmailChangeCode } from '../../services/identity/otp.ts';
import { readOtpDelivery } from '../../services/identity/send-otp.ts';
import { liveInvitation } from '../../services/identity/staff-invitations.ts';
import { liveReset } from '../../services/identity/staff-reset-tokens.ts';
import { type Mail, renderBrandedEmail, sendEmail } from '../send-email.ts';

const TEMPLATES = { verify: 'welcome-email', reset: 'password-reset' } as const;

/** The lifetime of a code in minutes (docs/spec/api.md#1-auth). */
export const EXPIRES_IN_MINUTES = 10;

/**
 * Builds the e-mail with the valid code of an account; if the code has expired, with a new one. Null if the account was erased,
 * no longer needs a code, or has reached its hourly limit of codes.
 */
export async function buildOneTimeCodeEmail(
  payload: Payload,
  userId: string,
  purpose: MailedPurpose,
): Promise<Mail | null> {
  const delivery = await readOtpDelivery(payload, userId, purpose);
  if (!delivery) return null;
  const { email, firstName, otp } = delivery;
  const content = await renderBrandedEmail(payload, TEMPLATES[purpose], {
    firstName,
    otp,
    expiresInMinutes: EXPIRES_IN_MINUTES,
  });
  return { to: email, content };
}

/**
 * Builds the welcome e-mail to a new customer, with the code that verifies the e-mail address
 * (docs/spec/flows.md#1-register-and-sign-in).
 */
export const buildWelcomeEmail = (
  payload: Payload,
  { payload: { userId } }: Envelope<'user.created'>,
): Promise<Mail | null> => buildOneTimeCodeEmail(payload, userId, 'verify');

/** Builds the e-mail that tells a customer that their password was changed. Null if the account was erased. */
export async function buildPasswordChangedEmail(
  payload: Payload,
  { payload: { userId }, timestamp }: Envelope<'user.password_changed'>,
): Promise<Mail | null> {
  const contact = await readContactDetails(payload, userId);
  if (!contact) return null;
  const { email, firstName } = contact;
  const content = await renderBrandedEmail(payload, 'password-changed', { firstName, changedAt: timestamp });
  return { to: email, content };
}

/** Builds the e-mail that tells a member of staff that their password was changed. Null if the account was deleted. */
export async function buildStaffPasswordChangedEmail(
  payload: Payload,
  { payload: { staffId }, timestamp }: Envelope<'staff.password_changed'>,
): Promise<Mail | null> {
  const contact = await readStaffContact(payload, staffId);
  if (!contact) return null;
  const { email, firstName } = contact;
  const content = await renderBrandedEmail(payload, 'password-changed', { firstName, changedAt: timestamp });
  return { to: email, content };
}

/**
 * Builds the e-mail that invites a new member of staff to choose a password. Null if its link was used, has expired, or was
 * revoked.
 */
export async function staffInvitation(
  payload: Payload,
  { payload: { staffId, invitationId, invitedBy } }: Envelope<'staff.invited'>,
): Promise<Mail | null> {
  const contact = await readStaffContact(payload, staffId);
  const link = contact && (await liveInvitation(payload, invitationId));
  if (!link) return null;
  const admin = invitedBy ? await readStaffContact(payload, invitedBy) : undefined;
  const content = await renderBrandedEmail(payload, 'staff-invitation', {
    firstName: contact.firstName,
    invitedBy: admin?.firstName ?? null,
    url: inAdmin(payload, `/invitation/${link.token}`),
    expiresAt: link.expiresAt.toISOString(),
  });
  return { to: contact.email, content };
}

/**
 * Builds the e-mail with the link for resetting a forgotten staff password. Null if the link was used, has expired, or was
 * revoked.
 */
export async function staffPasswordReset(
  payload: Payload,
  { payload: { staffId, requestId } }: Envelope<'staff.password_reset_requested'>,
): Promise<Mail | null> {
  const contact = await readStaffContact(payload, staffId);
  const link = contact && (await liveReset(payload, requestId));
  if (!link) return null;
  const content = await renderBrandedEmail(payload, 'staff-password-reset', {
    firstName: contact.firstName,
    url: inAdmin(payload, `${payload.config.admin.routes.reset}/${link.token}`),
    expiresAt: link.expiresAt.toISOString(),
  });
  return { to: contact.email, content };
}

const inAdmin = (payload: Payload, path: string) =>
  new URL(`${payload.config.routes.admin}${path}`, runtimeOf(payload).publicUrl).href;

/**
 * Builds the e-mail to a new address with the code that confirms the address. Null if the code was used or has expired, or if the
 * account was erased.
 * @throws Problem unavailable if Redis cannot be reached; the job is then retried
 */
export async function buildEmailChangeCodeEmail(
  payload: Payload,
  { payload: { userId } }: Envelope<'user.email_change_requested'>,
): Promise<Mail | null> {
  const contact = await readContactDetails(payload, userId);
  const code = contact && (await readEmailChangeCode(payload, userId));
  if (!code) return null;
  const content = await renderBrandedEmail(payload, 'email-change-code', {
    firstName: contact.firstName,
    otp: code.otp,
    expiresInMinutes: EXPIRES_IN_MINUTES,
  });
  return { to: code.address, content };
}

/**
 * Builds the e-mail that tells a customer, at the current address, that a change of their e-mail address was requested. Null if
 * the account was erased.
 */
export async function buildEmailChangeNoticeEmail(
  payload: Payload,
  { payload: { userId, byStaff }, timestamp }: Envelope<'user.email_change_requested'>,
): Promise<Mail | null> {
  const contact = await readContactDetails(payload, userId);
  if (!contact) return null;
  const { email, firstName } = contact;
  const props = { firstName, requestedAt: timestamp, byStaff };
  const content = await renderBrandedEmail(payload, 'email-change-notice', props);
  return { to: email, content };
}

/** Sends the e-mail with a one-time code. A second job with the same `requestId` sends nothing. */
export async function sendOtpEmail(payload: Payload, job: OtpJob, leaseMs: number): Promise<void> {
  const { userId, purpose, requestId } = job;
  await applyOutsideOnce(
    payload,
    requestId,
    OTP_JOB,
    async () => {
      const mail = await buildOneTimeCodeEmail(payload, userId, purpose);
      if (mail) await sendEmail(payload, requestId, OTP_JOB, mail);
    },
    leaseMs,
  );
}
