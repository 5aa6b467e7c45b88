import { isDeepStrictEqual } from 'node:util';
import { sql } from '@payloadcms/db-postgres/drizzle';
import { correlationIdIfAny } from '../lib/correlation.ts';
import { isUuid } from '../lib/ids.ts';
import type { Executor } from './executor.ts';
import { type Transactional, transactionOf } from './transaction.ts';

/** The change of a field. `hidden` is the change of a field with personal data, for which the change log stores no values. */
export type FieldChange = { from: unknown; to: unknown } | 'hidden';

/** Fields that Payload maintains itself. */
const BOOKKEEPING = new Set(['id', 'createdAt', 'updatedAt', 'globalType']);

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/**
 * Returns the fields that differ between two documents. Fields of groups are named by path (`sales.vatRate`); a list counts as
 * one field.
 */
export function diffFields(before: object, after: object): Record<string, FieldChange> {
  const [fieldsBefore, fieldsAfter] = [flattenFields(before), flattenFields(after)];
  const changed = [...new Set([...Object.keys(fieldsBefore), ...Object.keys(fieldsAfter)])].filter(
    (name) => !isDeepStrictEqual(fieldsBefore[name], fieldsAfter[name]),
  );
  return Object.fromEntries(
    changed.map((name) => [name, { from: fieldsBefore[name] ?? null, to: fieldsAfter[name] ?? null }]),
  );
}

function flattenFields(value: object, path = ''): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    if (BOOKKEEPING.has(name) || isEmpty(inner)) continue;
    if (isGroup(inner)) Object.assign(fields, flattenFields(inner, `${path}${name}.`));
    else fields[`${path}${name}`] = normaliseValue(inner);
  }
  return fields;
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === '';

/** Removes empty fields, and the ids of rows, because a form may generate new row ids. */
function normaliseValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normaliseValue);
  if (!isGroup(value)) return value;
  const kept = Object.entries(value).filter(([name, inner]) => !BOOKKEEPING.has(name) && !isEmpty(inner));
  return Object.fromEntries(kept.map(([name, inner]) => [name, normaliseValue(inner)]));
}

type LoggedChange = {
  entity: string;
  /** The id and label of the changed row, for entities with many rows. Neither may identify a customer. */
  target?: { document?: string; label: string };
  action?:
    | ('update' | 'give-up' | 'retry' | 'resend' | 'erase' | 'export' | 'expire' | 'email-change-asked')
    | ('sign-in' | 'sign-in-failed' | 'sign-in-locked' | 'password-reset-asked' | 'password-reset')
    | ('invited' | 'invitation-accepted' | 'session-ended' | 'sessions-ended');
  staffId?: string | undefined;
  fields: Record<string, FieldChange>;
};

/**
 * Records one entry for a change that a trigger cannot record, such as a change of a global (which has several rows) or of a job
 * (which has no row).
 */
export const recordChange = (req: Transactional, change: LoggedChange): Promise<void> => recordChanges(req, [change]);

/** Records several changes in one statement. */
export async function recordChanges(req: Transactional, changes: readonly LoggedChange[]): Promise<void> {
  if (changes.length === 0) return;
  const tx = await transactionOf(req);
  await tx.execute(sql`
    INSERT INTO changes (id, at, entity, document, label, action, actor, actor_id, correlation_id, fields)
    VALUES ${sql.join(changes.map(toRowSql), sql`, `)}`);
}

const toRowSql = ({ entity, target, action = 'update', staffId, fields }: LoggedChange) => sql`
  (gen_random_uuid(), clock_timestamp(), ${entity}, ${target?.document ?? null}, ${target?.label ?? null}, ${action},
    ${staffId ? 'staff' : 'system'}, ${staffId ?? null}, ${correlationIdIfAny() ?? null}, ${JSON.stringify(fields)}::jsonb)`;

type ChangeQuery = { entity: string; document: string; action: string; since: Date };

/**
 * Whether the change log has an entry that matches the query. To record a change at most once, call this while holding a lock.
 */
export async function isChangeRecorded(
  req: Transactional,
  { entity, document, action, since }: ChangeQuery,
): Promise<boolean> {
  const { rows } = await (await transactionOf(req)).execute(sql`
    SELECT 1 FROM changes
    WHERE document = ${document} AND entity = ${entity} AND action = ${action} AND at >= ${since.toISOString()} LIMIT 1`);
  return rows.length > 0;
}

/** Whether the change log has an entry by this member of staff, apart from sign-ins. */
export async function hasActed(req: Transactional, staffId: string): Promise<boolean> {
  const { rows } = await (await transactionOf(req)).execute(sql`
    SELECT 1 FROM changes WHERE actor_id = ${staffId} AND entity <> 'sign-ins' LIMIT 1`);
  return rows.length > 0;
}

/**
 * A change of status. `secondsLeft` is the number of seconds until the change is older than the `minutes` of the query, by the
 * clock of Postgres; 0 or less if the change is already older.
 */
export type StatusChange = { id: string; from: string; to: string; byStaff: boolean; secondsLeft: number };

type StatusChangeQuery = {
  entity: string;
  document: string;
  minutes: number;
  /** If set, only the change with this id is read. */
  id?: string;
};

/** Reads the newest change of a document's status; undefined if there is none. */
export async function readLastStatusChange(
  db: Executor,
  { entity, document, minutes, id }: StatusChangeQuery,
): Promise<StatusChange | undefined> {
  if (id !== undefined && !isUuid(id)) return undefined;
  const withId = id === undefined ? sql`true` : sql`id = ${id}`;
  const { rows } = await db.execute<StatusChange>(sql`
    SELECT id, fields -> 'status' ->> 'from' AS "from", fields -> 'status' ->> 'to' AS "to", actor = 'staff' AS "byStaff",
      date_part('epoch', at + make_interval(mins => ${minutes}) - clock_timestamp()) AS "secondsLeft"
    FROM changes
    WHERE document = ${document} AND entity = ${entity} AND fields -> 'status' IS NOT NULL AND ${withId}
    ORDER BY at DESC LIMIT 1`);
  return rows[0];
}

type RecentChangesQuery = { entity: string; document: string; action: string; points: number; seconds: number };

/**
 * `waitMs` is the time in milliseconds until fewer than `points` matching changes lie within the last `seconds` seconds; 0 if
 * there are already fewer. `meanwhile` says whether a matching change was recorded after the transaction of `req` began.
 */
type RecentChanges = { waitMs: number; meanwhile: boolean };

/** Reads the recent changes of a document, to limit how often one kind of change is made. Call this while holding a lock. */
export async function readRecentChanges(
  req: Transactional,
  { entity, document, action, points, seconds }: RecentChangesQuery,
): Promise<RecentChanges> {
  const { rows } = await (await transactionOf(req)).execute<RecentChanges>(sql`
    WITH recent AS (
      SELECT at FROM changes WHERE document = ${document} AND entity = ${entity} AND action = ${action}
        AND at > clock_timestamp() - ${seconds} * interval '1 second'
      ORDER BY at DESC LIMIT ${points}
    )
    SELECT coalesce(max(at) >= date_trunc('milliseconds', now()), false) AS meanwhile,
      CASE WHEN count(*) < ${points} THEN 0
        ELSE greatest(1, 1000 * date_part('epoch', min(at) + ${seconds} * interval '1 second' - clock_timestamp())) END
        AS "waitMs"
    FROM recent`);
  return rows[0] ?? { waitMs: 0, meanwhile: false };
}
