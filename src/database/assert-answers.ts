import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { Problem } from '../problem.ts';
import { timeLimit } from '../time-limit.ts';
import { database } from './transaction.ts';

/** Short, because a statement has waited in vain before whenever Postgres hangs. */
const PATIENCE_MS = 600;

/**
 * For whoever presents a token that nobody seems to have: Payload 3.90.1 swallows every error on the way to the owner of a
 * token, so "nobody" may mean that Postgres could not be asked, and that must sign nobody out.
 * @throws Problem unavailable when Postgres does not answer now.
 */
export async function assertDatabaseAnswers(payload: Payload): Promise<void> {
  try {
    await timeLimit(PATIENCE_MS, database(payload).execute(sql`SELECT 1`));
  } catch (cause) {
    throw new Problem('unavailable', undefined, { cause });
  }
}
