import { sql } from '@payloadcms/db-postgres/drizzle';
import {
  AuthenticationError,
  addDataAndFileToRequest,
  type CollectionBeforeLoginHook,
  type CollectionBeforeOperationHook,
  type Endpoint,
  headersWithCors,
  type Payload,
} from 'payload';
import { generatePayloadCookie } from 'payload/shared';
import { buildContextStatement, type Executor } from '../../database/executor.ts';
import { database, type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { toLimitKey, truncateAddress } from '../../lib/client-address.ts';
import { normaliseEmail } from '../../lib/contact.ts';
import { currentClient } from '../../lib/correlation.ts';
import { isUuid } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import type { User } from '../../payload-types.ts';
import { clearStaffAttempts, countStaffAttempt, TooManyFailuresError } from './failed-logins.ts';
import { findStaffId, recordSecurityEvent } from './staff.ts';
import { hashStaffPassword } from './staff-password-rules.ts';

/**
 * Deactivates or reactivates a member of staff. Deactivation ends all their sessions at once, blocks their sign-in and revokes
 * their invitation and password links (src/database/schema/identity.sql); their content and schedules remain. Idempotent.
 * @param by the id of the admin
 * @throws Problem not_found; invalid_state for the last admin who can sign in, from the constraint `users_keep_an_admin`
 */
export async function setStaffActive(payload: Payload, staffId: string, active: boolean, by: string): Promise<void> {
  const updated = isUuid(staffId) && (await withTransaction(payload, (req) => updateAccess(req, staffId, active, by)));
  if (!updated) throw new Problem('not_found', 'There is no such member of staff.');
}

async function updateAccess(req: Transactional, staffId: string, active: boolean, by: string): Promise<boolean> {
  const tx = await transactionOf(req);
  await tx.execute(buildContextStatement({ kind: 'staff', id: by }));
  await tx.execute(sql`SELECT set_config('lomash.staff_access', 'on', true)`);
  const { rowCount } = await tx.execute(sql`
    UPDATE users SET deactivated_at = CASE WHEN ${active} THEN NULL ELSE coalesce(deactivated_at, now()) END,
      updated_at = CASE WHEN (deactivated_at IS NULL) = ${active} THEN updated_at ELSE now() END
    WHERE id = ${staffId}`);
  return rowCount === 1;
}

/** Whether an active member of staff has this address. */
export async function mayEnter(db: Executor, email: string): Promise<boolean> {
  const { rowCount } = await db.execute(sql`SELECT 1 FROM users WHERE email = ${email} AND deactivated_at IS NULL`);
  return rowCount === 1;
}

/**
 * Makes a staff login with an unknown or deactivated e-mail take as long as a login with a wrong password, and fail with the same
 * message. Payload refuses an unknown e-mail before it hashes the password, so the response time would reveal which addresses
 * belong to staff.
 */
export const equaliseStaffLoginTime: CollectionBeforeOperationHook<'users'> = async ({ args, operation, req }) => {
  if (operation !== 'login') return;
  const { email, password } = args.data ?? {};
  if (typeof email !== 'string' || typeof password !== 'string') return;
  if (email.trim() === '' || password.trim() === '') return;
  if (await mayEnter(database(req.payload), normaliseEmail(email))) return;
  await hashStaffPassword(password, 'nobody');
  throw new AuthenticationError(req.t);
};

/**
 * Refuses staff who were deactivated while the password was checked. Payload does not notice, because it reads the account before
 * the check.
 */
export const refuseDeactivated: CollectionBeforeLoginHook<User> = async ({ req, user }) => {
  if (!(await mayEnter(await transactionOf(req), user.email))) throw new AuthenticationError(req.t);
  return user;
};

/**
 * Replaces Payload's sign-in route for staff with a route that limits failures by e-mail address and network. Payload would lock
 * the account for everybody, including its owner, and reveal that the account exists. The change log records sign-ins, failed
 * sign-ins and reached limits. A collection's own endpoints take precedence over Payload's.
 */
export const staffLogin: Endpoint = {
  method: 'post',
  path: '/login',
  handler: async (req) => {
    await addDataAndFileToRequest(req);
    const { payload, t } = req;
    const toText = (value: unknown) => (typeof value === 'string' ? value : '');
    const email = normaliseEmail(toText(req.data?.email));
    const password = toText(req.data?.password);
    const address = currentClient(req).ip;
    const attempt = { email, network: toLimitKey(address) };
    const record = async (action: 'sign-in' | 'sign-in-failed' | 'sign-in-locked') => {
      const [staffId, network] = [await findStaffId(payload, email), truncateAddress(address)];
      const by = action === 'sign-in' ? staffId : undefined;
      await withTransaction(payload, (inner) => recordSecurityEvent(inner, action, { staffId, by, network }));
    };
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
      await record('sign-in');
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
      if (error instanceof AuthenticationError) await record('sign-in-failed');
      if (!(error instanceof TooManyFailuresError)) throw error;
      if (error.isFirst) await record('sign-in-locked');
      const { message, status, code, headers } = error;
      return Response.json({ errors: [{ message, data: { code } }] }, { status, headers });
    }
  },
};
