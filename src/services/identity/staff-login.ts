import { AuthenticationError, addDataAndFileToRequest, type Endpoint, headersWithCors } from 'payload';
import { generatePayloadCookie } from 'payload/shared';
import { limitKey, truncatedAddress } from '../../gateway/client-address.ts';
import { requestVisitor } from '../../gateway/request-address.ts';
import { normaliseEmail } from '../contact.ts';
import { TooManyFailures } from './failed-attempts.ts';
import { clearStaffAttempts, countStaffAttempt } from './staff-failed-logins.ts';
import { logSecurity, staffIdOf } from './staff-security-log.ts';

/**
 * Payload's route by which staff sign in, with a limit of its own: failures are counted by address and network and not by
 * account, which Payload locks for everybody, its owner included, and tells so. Signing in, failing and reaching the limit
 * are written into the change log. Collections' own endpoints come before Payload's.
 */
export const staffLogin: Endpoint = {
  method: 'post',
  path: '/login',
  handler: async (req) => {
    await addDataAndFileToRequest(req);
    const { payload, t } = req;
    const text = (value: unknown) => (typeof value === 'string' ? value : '');
    const email = normaliseEmail(text(req.data?.email));
    const password = text(req.data?.password);
    const address = requestVisitor(req).ip;
    const attempt = { email, network: limitKey(address) };
    const log = async (action: 'sign-in' | 'sign-in-failed' | 'sign-in-locked') =>
      logSecurity(payload, action, { staffId: await staffIdOf(payload, email), network: truncatedAddress(address) });
    try {
      if (email !== '' && password !== '') await countStaffAttempt(payload, attempt);
      const result = await payload.login({
        collection: 'users',
        data: { email, password },
        depth: 0,
        overrideAccess: false,
        req,
      });
      await clearStaffAttempts(payload, attempt);
      await log('sign-in');
      const { config } = payload.collections.users;
      const cookie = generatePayloadCookie({
        collectionAuthConfig: config.auth,
        cookiePrefix: payload.config.cookiePrefix,
        token: String(result.token),
      });
      return Response.json(
        { message: t('authentication:passed'), ...result },
        { headers: headersWithCors({ headers: new Headers({ 'Set-Cookie': cookie }), req }) },
      );
    } catch (error) {
      if (error instanceof AuthenticationError) await log('sign-in-failed');
      if (!(error instanceof TooManyFailures)) throw error;
      if (error.isFirst) await log('sign-in-locked');
      const { message, status, code, headers } = error;
      return Response.json({ errors: [{ message, data: { code } }] }, { status, headers });
    }
  },
};
