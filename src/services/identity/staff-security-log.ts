import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, withTransaction } from '../../database/transaction.ts';
import { logChange } from '../history/log-change.ts';

/** What the change log tells of the accounts of staff, besides what is changed of them. */
export type SecurityEvent = 'sign-in' | 'sign-in-failed' | 'sign-in-locked' | 'password-reset-asked' | 'password-reset';

/** The id of the member of staff with this normalised address. */
export async function staffIdOf(payload: Payload, email: string): Promise<string | undefined> {
  const { rows } = await database(payload).execute<{ id: string }>(sql`SELECT id FROM users WHERE email = ${email}`);
  return rows[0]?.id;
}

/**
 * Writes a row about a member of staff, or about nobody when the address is no staff's: what was typed is not kept. Who did
 * it is known only once a password was right. The same work for a known address as for another one.
 */
export async function logSecurity(
  payload: Payload,
  action: SecurityEvent,
  { staffId, network }: { staffId: string | undefined; network?: string },
): Promise<void> {
  await withTransaction(payload, (req) =>
    logChange(req, {
      entity: 'sign-ins',
      which: { ...(staffId && { document: staffId }), label: staffId ? 'A member of staff' : 'An unknown address' },
      action,
      staffId: action === 'sign-in' || action === 'password-reset' ? staffId : undefined,
      fields: network === undefined ? {} : { network: { from: null, to: network } },
    }),
  );
}
