import type { PostgresAdapter } from '@payloadcms/db-postgres';
import type { FlattenedField, Payload } from 'payload';

/** SQLSTATEs of NOT NULL, foreign key and CHECK violations. */
const CONSTRAINT_CODES = new Set(['23502', '23503', '23514']);
/** SQLSTATE class 22: a value that its column cannot hold, such as a malformed UUID or text with a NUL. */
const DATA_EXCEPTION = /^22[0-9A-Z]{3}$/;

type DatabaseError = { code?: unknown; cause?: unknown };

/** SQLSTATE 42883: the type of the column does not have the operator. */
const NO_SUCH_OPERATOR = '42883';

/** Whether Postgres refused the statement because of its values. */
export const isDataError = (error: unknown): boolean =>
  hasCode(error, (code) => CONSTRAINT_CODES.has(code) || DATA_EXCEPTION.test(code));

const UNIQUE_VIOLATION = '23505';

/** Whether Postgres refused the statement because another row has the same unique value. */
export const isUniqueViolation = (error: unknown): boolean => hasCode(error, (code) => code === UNIQUE_VIOLATION);

/** Whether Postgres refused a query because the value or operator of a filter does not fit the type of the column. */
export const isFilterError = (error: unknown): boolean =>
  hasCode(error, (code) => code === NO_SUCH_OPERATOR || DATA_EXCEPTION.test(code));

function hasCode(error: unknown, matches: (code: string) => boolean): boolean {
  for (
    let current = error as DatabaseError | undefined, depth = 0;
    current && depth < 5;
    current = current.cause as DatabaseError, depth++
  ) {
    if (matches(String(current.code ?? ''))) return true;
  }
  return false;
}

/**
 * Codes of socket errors, and SQLSTATEs of temporary failures: lost connection, shutdown, timeout, deadlock, serialization
 * failure; read-only after a failover; exhausted disk, memory or other resource; wrong password or missing database.
 */
const CONNECTIVITY_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNABORTED',
  'ENETDOWN',
  '25006',
  '53000',
  '53100',
  '53200',
  '53300',
  '53400',
  '58000',
  '58030',
  '57P01',
  '57P02',
  '57P03',
  '57P04',
  '57P05',
  '57014',
  '55P03',
  '40001',
  '40P01',
  '25P03',
  '25P04',
  '28000',
  '28P01',
  '3D000',
]);

/** Matches the messages of connectivity errors without a code: errors of Redis (first word), ioredis, pg and pg's pool. */
const CONNECTIVITY_MESSAGES =
  /^(READONLY|LOADING|OOM|NOREPLICAS|MASTERDOWN|MISCONF|UNBLOCKED|NOAUTH|WRONGPASS) |-READONLY |Socket timeout\. Expecting data|timeout exceeded when trying to connect|Connection terminated|not queryable|Connection is closed|Stream isn't writeable|Command timed out|Query read timeout|max retries per request|Redis connection is not ready/i;

/**
 * Whether `error` or one of its causes is a lost, slow or temporarily refused connection to Postgres, Redis or another server.
 */
export function isConnectivityError(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth++) {
    const code = 'code' in current ? String(current.code) : '';
    if (CONNECTIVITY_CODES.has(code) || code.startsWith('08') || CONNECTIVITY_MESSAGES.test(current.message))
      return true;
    if (current instanceof AggregateError && current.errors.some(isConnectivityError)) return true;
  }
  return false;
}

type UniqueError = { code?: unknown; constraint?: unknown; table?: unknown; cause?: unknown };

/** Returns the field whose unique index caused `error`; undefined if no unique index did. */
export function findDuplicateField(payload: Payload, error: unknown): string | undefined {
  const { fieldConstraints } = payload.db as unknown as Pick<PostgresAdapter, 'fieldConstraints'>;
  for (let current = error as UniqueError | undefined; current; current = current.cause as UniqueError | undefined) {
    if (current.code !== UNIQUE_VIOLATION) continue;
    const table = String(current.table);
    const field = fieldConstraints[table]?.[String(current.constraint).replace(`${table}_`, '')];
    if (field) return field;
  }
  return undefined;
}

const FOREIGN_KEY_VIOLATION = '23503';

/** Matches the detail of a foreign key violation: the column, and the table that lacks the row. */
const MISSING = /^Key \((\w+)\)=\(.*\) is not present in table "(\w+)"/;

type ForeignKeyError = { code?: unknown; table?: unknown; detail?: unknown; cause?: unknown };

/** Returns the path of the relation that refers to a missing document; undefined if `error` has another cause. */
export function findMissingReference(payload: Payload, error: unknown): string | undefined {
  for (
    let current = error as ForeignKeyError | undefined;
    current;
    current = current.cause as ForeignKeyError | undefined
  ) {
    if (current.code !== FOREIGN_KEY_VIOLATION) continue;
    const [, column = '', target = ''] = MISSING.exec(String(current.detail)) ?? [];
    const owner = findOwner(payload, String(current.table).replace(/^_/, ''));
    return owner && findRelation(owner.flattenedFields, column, target);
  }
  return undefined;
}

const toTable = (slug: string): string => slug.replaceAll('-', '_');

/**
 * Finds the collection or global that owns a table. The table may be the main table of its owner, or a table for lists,
 * relations or versions of its owner.
 */
function findOwner({ config }: Payload, table: string): { flattenedFields: FlattenedField[] } | undefined {
  return [...config.collections, ...config.globals]
    .filter(({ slug }) => table === toTable(slug) || table.startsWith(`${toTable(slug)}_`))
    .sort((a, b) => b.slug.length - a.slug.length)[0];
}

/**
 * Finds the relation to `target` that `column` stores. In the table of a list, the column's name lacks the leading parts of the
 * path; in a version, it starts with `version_`. A table of has-many relations has only one column per target, so if no path
 * matches the column and only one relation has this target, that relation is returned.
 */
function findRelation(fields: readonly FlattenedField[], column: string, target: string): string | undefined {
  const paths = listRelations(fields, target);
  const name = column.replace(/^version_/, '').replace(/_id$/, '');
  const named = paths.filter((path) => path === name || toSnake(path) === name || toSnake(path).endsWith(`_${name}`));
  return named[0] ?? (paths.length === 1 ? paths[0] : undefined);
}

const toSnake = (path: string): string =>
  path.replaceAll('.', '_').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function listRelations(fields: readonly FlattenedField[], target: string, prefix = ''): string[] {
  return fields.flatMap((field) => {
    const path = `${prefix}${field.name}`;
    if ('relationTo' in field && [field.relationTo].flat().some((slug) => toTable(slug) === target)) return [path];
    return 'flattenedFields' in field ? listRelations(field.flattenedFields, target, `${path}.`) : [];
  });
}
