import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { sessionOf, withTransaction } from '../../database/transaction.ts';

/** Any number that nothing else locks by. */
const LOCK = 7_310_245;

const hasAdmin = async (payload: Payload) =>
  (await payload.count({ collection: 'users', where: { role: { equals: 'admin' } } })).totalDocs > 0;

/**
 * Creates the first staff admin when there is none. Any number of processes may start at once: an advisory lock lets one
 * look at a time.
 * @returns whether it was created.
 * @throws when the e-mail belongs to staff of another role: nobody is promoted in passing.
 */
export async function ensureFirstAdmin(
  payload: Payload,
  { email, password }: { email: string; password: string },
): Promise<boolean> {
  if (await hasAdmin(payload)) return false;
  return withTransaction(payload, async (req) => {
    const tx = await sessionOf(req);
    await tx.execute(sql`SELECT pg_advisory_xact_lock(${LOCK})`);
    if (await hasAdmin(payload)) return false;
    await payload.create({ collection: 'users', data: { email, password, name: 'Administrator', role: 'admin' }, req });
    return true;
  });
}
