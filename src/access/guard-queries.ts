import {
  type CollectionBeforeOperationHook,
  type FieldAccess,
  type Payload,
  type PayloadRequest,
  QueryError,
  type SanitizedCollectionConfig,
  type Where,
} from 'payload';
import { isSortable, isValidOperand, listOperators, toOperand } from './operators.ts';
import { type FieldPath, type PathStep, relatedCollection, resolveFieldPath } from './resolve-field-path.ts';

/**
 * Whether a value has the structure of a filter: an object of operators for each path, and lists of filters for `and` and `or`.
 * Payload ignores some values with a different structure, and fails on others.
 */
export function isWhere(value: unknown): boolean {
  return (
    isPlainObject(value) &&
    Object.entries(value).every(([key, condition]) => {
      if (condition === undefined) return true;
      if (/^(?:and|or)$/i.test(key)) return Array.isArray(condition) && condition.every(isWhere);
      return isPlainObject(condition) && Object.entries(condition).every(isOperation);
    })
  );
}

/** The value of `contains` can be a filter for related documents. */
const isOperation = ([operator, value]: [string, unknown]) =>
  operator !== 'contains' || !isPlainObject(value) || isWhere(value);

/** Whether a value is an object, but neither a list nor a date. */
export const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** A document with an id that no user has. A rule that lets users read only their own document refuses access to this one. */
const FOREIGN_DOC = { id: 'somebody else’s' };

type Use = 'filter' | 'sort';

/**
 * Whether the sender of `req` may filter or sort by a path. The sender needs read access to each field on the path, in all
 * documents, and to each related collection on the path. Otherwise, the rows that match a filter could reveal the value of a
 * field that the sender must not read.
 *
 * If a rule allows reading only some rows of a related collection, Payload applies the rule to filters but not to sorting. So
 * sorting requires read access to all rows.
 */
export async function isReadablePath(req: PayloadRequest, { steps }: FieldPath, use: Use): Promise<boolean> {
  for (const step of steps) {
    if (!(await canEnter(req, step, use)) || !(await canRead(req, step))) return false;
  }
  return true;
}

async function canEnter(req: PayloadRequest, { entered }: PathStep, use: Use): Promise<boolean> {
  if (!entered) return true;
  const { read } = entered.access;
  const allowed: boolean | Where = read ? await read({ req }) : Boolean(req.user);
  return use === 'sort' ? allowed === true : Boolean(allowed);
}

async function canRead(req: PayloadRequest, { field }: PathStep): Promise<boolean> {
  if ('hidden' in field && field.hidden) return false;
  const read = 'access' in field ? (field.access as { read?: FieldAccess } | undefined)?.read : undefined;
  if (!read) return true;
  return Boolean(await read({ req, doc: FOREIGN_DOC, data: {}, siblingData: {}, blockData: {} }));
}

type Query = {
  where?: unknown;
  page?: unknown;
  sort?: string | string[];
  joins?: false | Record<string, false | { where?: Where; sort?: string }>;
  overrideAccess?: boolean;
};

/**
 * Makes every collection refuse invalid queries. A query is invalid if its filter or page number is malformed, if it
 * filters or sorts by a field that the sender must not read, or if a field does not support the operator, the value or
 * the sorting. The status is 400, and the error names the path. This applies to REST, GraphQL, the lists of the admin
 * UI and CSV exports. The error is Payload's `QueryError`, because the lists can display it.
 */
export function guardQueries(payload: Payload): void {
  for (const { config } of Object.values(payload.collections)) {
    config.hooks.beforeOperation.unshift(checkStructure);
    config.hooks.beforeOperation.push(checkQuery);
  }
}

/**
 * Checks the structure of filters. Runs before all hooks that convert or count conditions, because they rely on this structure.
 */
const checkStructure: CollectionBeforeOperationHook = ({ args }) => {
  const { where, joins, overrideAccess } = args as Query;
  if (overrideAccess) return;
  if (!isAbsent(where) && !isWhere(where)) throw new QueryError([{ path: 'where' }]);
  for (const [path, join] of Object.entries(joins || {})) {
    if (join && !isAbsent(join.where) && !isWhere(join.where)) throw new QueryError([{ path: `joins.${path}.where` }]);
  }
};

/** An empty parameter, and null in GraphQL, mean that there is no filter. */
const isAbsent = (where: unknown) => where === undefined || where === null || where === '';

const checkQuery: CollectionBeforeOperationHook = async ({ args, collection, req }) => {
  const { where, page, sort, joins, overrideAccess } = args as Query;
  if (overrideAccess) return;
  if (page && !isPage(page)) throw new QueryError([{ path: 'page' }]);
  const config = collection as SanitizedCollectionConfig;
  await checkWhere(req, config, where);
  await checkSort(req, config, sort);
  for (const [path, join] of Object.entries(joins || {})) {
    const field = resolveFieldPath(req.payload, config, path)?.steps.at(-1)?.field;
    const joined = field && relatedCollection(req.payload, field);
    if (!joined || !join) continue;
    await checkWhere(req, joined, join.where);
    await checkSort(req, joined, join.sort);
  }
};

/** Checks the conditions of a filter, and converts their values by {@link toOperand}. */
async function checkWhere(req: PayloadRequest, config: SanitizedCollectionConfig, where: unknown): Promise<void> {
  for (const [path, conditions] of toEntries(where)) {
    if (/^(?:and|or)$/i.test(path) && Array.isArray(conditions)) {
      for (const each of conditions) await checkWhere(req, config, each);
      continue;
    }
    const match = resolveFieldPath(req.payload, config, path);
    // Payload reports unknown paths itself.
    if (!match) continue;
    if (!(await isReadablePath(req, match, 'filter'))) throw new QueryError([{ path }]);
    const field = match.steps.at(-1)?.field;
    if (!field || field.type === 'join') continue;
    const allowed = listOperators(match);
    for (const [operator, sent] of toEntries(conditions)) {
      const value = toOperand(match, operator, sent);
      if (value !== sent) Object.assign(conditions as object, { [operator]: value });
      const related =
        operator === 'contains' && isPlainObject(value) ? relatedCollection(req.payload, field) : undefined;
      if (related) await checkWhere(req, related, value);
      else if (!allowed.includes(operator) || !isValidOperand(match, operator, value))
        throw new QueryError([{ path: `${path}.${operator}` }]);
    }
  }
}

async function checkSort(
  req: PayloadRequest,
  config: SanitizedCollectionConfig,
  sort: string | string[] | undefined,
): Promise<void> {
  const keys = [sort ?? []].flat().flatMap((key) => String(key).split(','));
  for (const key of keys) {
    const path = key.trim().replace(/^-/, '');
    const match = resolveFieldPath(req.payload, config, path);
    // Accept unknown sort keys, which Payload ignores: a list whose saved sort key no longer exists must still open.
    if (!match && /^\w*$/.test(path) && !path.includes('__')) continue;
    if (!match || !isSortable(match) || !(await isReadablePath(req, match, 'sort'))) throw new QueryError([{ path }]);
  }
}

/** The highest page number. Even with the maximum `limit`, the offset of this page fits into a `bigint` of Postgres. */
const MAX_PAGE = 2 ** 31;

const isPage = (page: unknown) => Number.isInteger(page) && Number(page) > 0 && Number(page) <= MAX_PAGE;

const toEntries = (value: unknown): [string, unknown][] => (isPlainObject(value) ? Object.entries(value) : []);
