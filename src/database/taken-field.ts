import type { PostgresAdapter } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';

/** SQLSTATE 23505: a unique index has the value already. */
const UNIQUE_VIOLATION = '23505';

type DatabaseError = { code?: unknown; constraint?: unknown; table?: unknown; cause?: unknown };

/** The name of the field whose value another document has, where that is why Postgres refused a statement behind `error`. */
export function takenField(payload: Payload, error: unknown): string | undefined {
  const { fieldConstraints } = payload.db as unknown as Pick<PostgresAdapter, 'fieldConstraints'>;
  for (let at = error as DatabaseError | undefined; at; at = at.cause as DatabaseError | undefined) {
    if (at.code !== UNIQUE_VIOLATION) continue;
    const table = String(at.table);
    const field = fieldConstraints[table]?.[String(at.constraint).replace(`${table}_`, '')];
    if (field) return field;
  }
  return undefined;
}
