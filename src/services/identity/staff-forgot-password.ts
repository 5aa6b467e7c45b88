import { createHash } from 'node:crypto';
import { APIError, addDataAndFileToRequest, type Endpoint, type Payload } from 'payload';
import { domainOf } from '../../domain.ts';
import { normaliseEmail } from '../contact.ts';
import { issueResetToken } from './staff-reset-tokens.ts';
import { logSecurity, staffIdOf } from './staff-security-log.ts';

/** One e-mail per address in this time. */
const INTERVAL_SECONDS = 60;

/**
 * Payload's route for a forgotten staff password, answered before the work is done. Payload 3.90.1 answers when the e-mail has
 * been handed over, or fails with the mail server, and so tells which addresses are staff; it sends inside of the transaction,
 * so that a slow mail server keeps that person's row locked, and them from signing in; and it keeps one token, so that each
 * request spoils the link before it. Collections' own endpoints come before Payload's. A process that ends meanwhile sends
 * nothing; the person asks again.
 */
export const forgotStaffPassword: Endpoint = {
  method: 'post',
  path: '/forgot-password',
  handler: async (req) => {
    await addDataAndFileToRequest(req);
    const { payload, data, t } = req;
    if (typeof data?.email !== 'string' || data.email.trim() === '') throw new APIError('Missing email.', 400);
    sendReset(payload, normaliseEmail(data.email)).catch((err: unknown) => {
      payload.logger.error({ err }, 'The e-mail to set a staff password was not sent.');
    });
    return Response.json({ message: t('general:success') });
  },
};

async function sendReset(payload: Payload, email: string): Promise<void> {
  if (!(await isFirst(payload, email))) return;
  const staffId = await staffIdOf(payload, email);
  await logSecurity(payload, 'password-reset-asked', { staffId });
  if (!staffId) return;
  const token = await issueResetToken(payload, staffId);
  const { admin, routes } = payload.config;
  const url = new URL(`${routes.admin}${admin.routes.reset}/${token}`, domainOf(payload).publicUrl).href;
  await payload.sendEmail({
    to: email,
    subject: 'Set a new password',
    text: `Somebody, probably you, asked to set a new password for the admin UI. This link works for an hour:\n\n${url}\n\nIf it was not you, nothing changes unless the link is opened.\n`,
  });
}

/** Whether the address has had no e-mail within the interval; always while Redis is away. */
async function isFirst(payload: Payload, email: string): Promise<boolean> {
  const key = `reset:staff:${createHash('sha256').update(email).digest('base64url')}`;
  const { redis } = domainOf(payload);
  return (await redis.set(key, '1', 'EX', INTERVAL_SECONDS, 'NX').catch(() => 'OK')) === 'OK';
}
