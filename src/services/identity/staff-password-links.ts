import { randomBytes } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres';
import { APIError, addDataAndFileToRequest, type Endpoint, headersWithCors } from 'payload';
import { generatePayloadCookie } from 'payload/shared';
import { buildContextStatement } from '../../database/executor.ts';
import { type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import { recordSecurityEvent, type SecurityEvent } from './staff.ts';
import { spendInvitation } from './staff-invitations.ts';
import { consumeResetToken } from './staff-reset-tokens.ts';

type Link = {
  path: string;
  /** Uses up a token and returns the id of the member of staff to whom the token was sent. */
  spend: (req: Transactional, token: string) => Promise<string | undefined>;
  refusal: string;
  logged: SecurityEvent;
  /** Whether the person is notified by e-mail that their password was changed. */
  sendsEmail: boolean;
};

/**
 * Creates a route that sets a staff password with the token of a link from an e-mail, and signs the person in. Payload stores
 * only one token per person, but a person may have several links, so a temporary token is written to Payload's column before
 * the reset. The password rules of the collection apply. If the password is refused, the link stays valid.
 */
const passwordByLink = ({ path, spend, refusal, logged, sendsEmail }: Link): Endpoint => ({
  method: 'post',
  path,
  handler: async (req) => {
    await addDataAndFileToRequest(req);
    const { payload, data, t, headers } = req;
    const [presented, password] = [data?.token, data?.password].map((value) =>
      typeof value === 'string' ? value : '',
    );
    const result = await withTransaction(
      payload,
      async (inner) => {
        const staffId = await spend(inner, presented ?? '');
        if (!staffId) throw new APIError(refusal, 403);
        const token = randomBytes(32).toString('hex');
        const tx = await transactionOf(inner);
        await tx.execute(buildContextStatement({ kind: 'staff', id: staffId }));
        await tx.execute(sql`
          UPDATE users SET reset_password_token = ${token}, reset_password_expiration = now() + interval '1 minute'
          WHERE id = ${staffId}`);
        const result = await payload.resetPassword({
          collection: 'users',
          data: { token, password: password ?? '' },
          overrideAccess: true,
          req: inner,
        });
        if (sendsEmail) await emit(inner, 'staff.password_changed', { staffId });
        await recordSecurityEvent(inner, logged, { staffId, by: staffId });
        return result;
      },
      { headers },
    );
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
});

/** The route for staff who forgot their password. It replaces Payload's route at the same path, so Payload's page calls it. */
export const resetStaffPassword = passwordByLink({
  path: '/reset-password',
  spend: consumeResetToken,
  refusal: 'Token is either invalid or has expired.',
  logged: 'password-reset',
  sendsEmail: true,
});

/** The route for invited staff, who have no password yet. */
export const acceptInvitation = passwordByLink({
  path: '/accept-invitation',
  spend: spendInvitation,
  refusal: 'This link no longer works. Ask an admin to send the invitation again.',
  logged: 'invitation-accepted',
  sendsEmail: false,
});
