import {
  type CollectionBeforeOperationHook,
  type Payload,
  type PayloadRequest,
  QueryError,
  type SanitizedCollectionConfig,
  type Where,
} from 'payload';
import { fieldPath, relatedCollection } from './field-path.ts';
import { isSortable, operatorsOf, takesValue } from './operators.ts';
import { isReadablePath } from './readable-path.ts';

type Query = {
  where?: Where;
  sort?: string | string[];
  joins?: false | Record<string, false | { where?: Where; sort?: string }>;
  overrideAccess?: boolean;
};

/**
 * Makes every collection refuse filters and sort keys that the sender may not read, or that its columns can't be compared by: with
 * a 400 that names the path, through REST, GraphQL, the lists of the admin UI and CSV alike. It is Payload's own error, which
 * those lists know to show.
 */
export function guardQueries(payload: Payload): void {
  for (const { config } of Object.values(payload.collections)) config.hooks.beforeOperation.push(checkQuery);
}

const checkQuery: CollectionBeforeOperationHook = async ({ args, collection, req }) => {
  const { where, sort, joins, overrideAccess } = args as Query;
  if (overrideAccess) return;
  const config = collection as SanitizedCollectionConfig;
  await checkWhere(req, config, where);
  await checkSort(req, config, sort);
  for (const [path, join] of Object.entries(joins || {})) {
    const field = fieldPath(req.payload, config, path)?.steps.at(-1)?.field;
    const joined = field && relatedCollection(req.payload, field);
    if (!joined || !join) continue;
    await checkWhere(req, joined, join.where);
    await checkSort(req, joined, join.sort);
  }
};

async function checkWhere(req: PayloadRequest, config: SanitizedCollectionConfig, where: unknown): Promise<void> {
  for (const [path, conditions] of entriesOf(where)) {
    if (/^(?:and|or)$/i.test(path) && Array.isArray(conditions)) {
      for (const each of conditions) await checkWhere(req, config, each);
      continue;
    }
    const found = fieldPath(req.payload, config, path);
    // Payload itself names what a collection doesn't have.
    if (!found) continue;
    if (!(await isReadablePath(req, found, 'filter'))) throw new QueryError([{ path }]);
    const field = found.steps.at(-1)?.field;
    if (!field || field.type === 'join') continue;
    const allowed = operatorsOf(found);
    for (const [operator, value] of entriesOf(conditions)) {
      const related =
        operator === 'contains' && isPlainObject(value) ? relatedCollection(req.payload, field) : undefined;
      if (related) await checkWhere(req, related, value);
      else if (!allowed.includes(operator) || !takesValue(found, operator, value))
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
    const found = fieldPath(req.payload, config, path);
    // A list that was saved before a column went still opens: Payload leaves out what it doesn't know.
    if (!found && /^\w*$/.test(path) && !path.includes('__')) continue;
    if (!found || !isSortable(found) || !(await isReadablePath(req, found, 'sort'))) throw new QueryError([{ path }]);
  }
}

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

const entriesOf = (value: unknown): [string, unknown][] => (isPlainObject(value) ? Object.entries(value) : []);
