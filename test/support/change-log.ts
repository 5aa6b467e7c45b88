import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../../src/database/transaction.ts';

/**
 * Moves entries of the change log `minutes` minutes into the past. The trigger that forbids updates of the change log is disabled
 * meanwhile.
 */
export const ageChanges = (payload: Payload, where: SQL, minutes: number) =>
  database(payload).transaction(async (tx) => {
    await tx.execute(sql`ALTER TABLE changes DISABLE TRIGGER changes_append_only`);
    await tx.execute(sql`UPDATE changes SET at = at - make_interval(mins => ${minutes}) WHERE ${where}`);
    await tx.execute(sql`ALTER TABLE changes ENABLE TRIGGER changes_append_only`);
  });
