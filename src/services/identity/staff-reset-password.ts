import { randomBytes } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres';
import { APIError, addDataAndFileToRequest, type Endpoint, headersWithCors } from 'payload';
import { generatePayloadCookie } from 'payload/shared';
import { sessionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/outbox.ts';
import { spendResetToken } from './staff-reset-tokens.ts';
import { logSecurity } from './staff-security-log.ts';

/**
 * Payload's route by which staff set a password with the link of an e-mail. Payload keeps one token for a person; here each
 * lives out its hour (staff-reset-tokens.ts), and becomes Payload's own for the moment of the reset. The rules of passwords
 * are the collection's. A refusal leaves the link as good as it was.
 */
export const resetStaffPassword: Endpoint = {
  method: 'post',
  path: '/reset-password',
  handler: async (req) => {
    await addDataAndFileToRequest(req);
    const { payload, data, t } = req;
    const [presented, password] = [data?.token, data?.password].map((value) =>
      typeof value === 'string' ? value : '',
    );
    const { staffId, result } = await withTransaction(payload, async (inner) => {
      const staffId = await spendResetToken(inner, presented ?? '');
      if (!staffId) throw new APIError('Token is either invalid or has expired.', 403);
      const token = randomBytes(32).toString('hex');
      await (await sessionOf(inner)).execute(sql`
        UPDATE users SET reset_password_token = ${token}, reset_password_expiration = now() + interval '1 minute'
        WHERE id = ${staffId}`);
      const result = await payload.resetPassword({
        collection: 'users',
        data: { token, password: password ?? '' },
        overrideAccess: true,
        req: inner,
      });
      await emit(inner, 'staff.password_changed', { staffId });
      return { staffId, result };
    });
    await logSecurity(payload, 'password-reset', { staffId });
    const cookie = generatePayloadCookie({
      collectionAuthConfig: payload.collections.users.config.auth,
      cookiePrefix: payload.config.cookiePrefix,
      token: String(result.token),
    });
    return Response.json(
      { message: t('authentication:passwordResetSuccessfully'), ...result },
      { headers: headersWithCors({ headers: new Headers({ 'Set-Cookie': cookie }), req }) },
    );
  },
};
