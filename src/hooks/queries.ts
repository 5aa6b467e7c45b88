import type {
  CollectionBeforeOperationHook,
  CollectionConfig,
  FlattenedField,
  Payload,
  PayloadRequest,
  SanitizedCollectionConfig,
  Where,
} from 'payload';
import { isPlainObject } from '../access/guard-queries.ts';
import { countListValues, countWords, TEXT_OPERATORS } from '../access/operators.ts';
import { type FieldPath, relatedCollection, resolveFieldPath } from '../access/resolve-field-path.ts';
import { isStaff } from '../access/roles.ts';
import { Problem } from '../lib/problem.ts';
import { toSearchConditions } from '../lib/search-terms.ts';

/** Normalises search terms in `where` in the same way as stored texts, for lists, counts, bulk updates and bulk deletions. */
export const normaliseSearch: CollectionBeforeOperationHook = ({ args }) => {
  const { where } = args as { where?: Where };
  return where && typeof where === 'object' ? { ...args, where: toSearchConditions(where) } : args;
};

/** The cost of a query for Postgres. */
export type QueryCost = {
  /** Comparisons in all branches of `and` and `or`. */
  conditions: number;
  /** Values in lists, as in `in` and `not_in`. */
  listValues: number;
  /**
   * Cost of joins: 1 for each to-one relation on the path of a condition, {@link TO_MANY_COST} for each to-many relation or list.
   */
  joins: number;
  /** Words in text searches. */
  words: number;
  sortKeys: number;
  /** Cost of joins on the paths of sort keys. */
  sortJoins: number;
};

export const NO_COST: QueryCost = { conditions: 0, listValues: 0, joins: 0, words: 0, sortKeys: 0, sortJoins: 0 };
export const COST_KEYS = Object.keys(NO_COST) as (keyof QueryCost)[];

type Filter = { where?: Where | undefined; sort?: string | string[] | undefined };
type Query = Filter & { joins?: Record<string, Filter | false> | false | undefined };

/** Cost of a to-many join, which multiplies rows. */
const TO_MANY_COST = 3;

/** Computes the cost of a query in a collection or its versions. An invalid path costs nothing, because the query is refused. */
export function computeQueryCost(
  payload: Payload,
  collection: SanitizedCollectionConfig,
  { where, sort, joins }: Query,
): QueryCost {
  const cost = computeFilterCost(payload, collection, { where, sort });
  for (const [path, join] of Object.entries(joins || {})) {
    const target = findRelated(payload, collection, path);
    if (!join || !target) continue;
    const inner = computeFilterCost(payload, target, join);
    for (const key of COST_KEYS) cost[key] += inner[key];
    cost.joins += 1;
  }
  return cost;
}

function computeFilterCost(
  payload: Payload,
  collection: SanitizedCollectionConfig,
  { where, sort }: Filter,
): QueryCost {
  const cost = { ...NO_COST };
  for (const key of [sort ?? []].flat().flatMap((keys) => String(keys).split(','))) {
    cost.sortKeys += 1;
    cost.sortJoins += countJoins(payload, collection, key.trim().replace(/^-/, ''));
  }
  addConditions(cost, payload, collection, where);
  return cost;
}

function addConditions(
  cost: QueryCost,
  payload: Payload,
  collection: SanitizedCollectionConfig,
  where: Where | undefined,
): void {
  for (const [path, constraint] of Object.entries(where ?? {})) {
    if (Array.isArray(constraint)) {
      for (const each of constraint) addConditions(cost, payload, collection, each);
      continue;
    }
    for (const [operator, value] of Object.entries(constraint ?? {})) {
      cost.conditions += 1;
      cost.joins += countJoins(payload, collection, path);
      cost.listValues += countListValues(operator, value);
      const related = isPlainObject(value) ? findRelated(payload, collection, path) : undefined;
      if (related) addConditions(cost, payload, related, value as Where);
      else if (TEXT_OPERATORS.has(operator)) cost.words += countWords(value);
    }
  }
}

/**
 * The cost of the joins of a path. The last field of the path counts only if it has several values, because it then has its own
 * table.
 */
function countJoins(payload: Payload, collection: SanitizedCollectionConfig, path: string): number {
  const match = resolveFieldPath(payload, collection, path);
  if (!match) return 0;
  return match.steps.reduce((sum, { field }, index) => sum + getJoinCost(field, isLast(match, index)), 0);
}

const isLast = ({ steps, rest }: FieldPath, index: number): boolean => index === steps.length - 1 && rest.length === 0;

function getJoinCost(field: FlattenedField, isLastOfPath: boolean): number {
  if (['array', 'blocks', 'join'].includes(field.type) || ('hasMany' in field && field.hasMany === true))
    return TO_MANY_COST;
  return (field.type === 'relationship' || field.type === 'upload') && !isLastOfPath ? 1 : 0;
}

/** The collection to which the last field of a path refers; undefined if there is none. */
function findRelated(
  payload: Payload,
  collection: SanitizedCollectionConfig,
  path: string,
): SanitizedCollectionConfig | undefined {
  const field = resolveFieldPath(payload, collection, path)?.steps.at(-1)?.field;
  return field && relatedCollection(payload, field);
}

/** Limits for visitors and customers, applied to the sum of all queries in a request: a GraphQL request may contain several. */
export const VISITOR_CAPS: QueryCost = {
  conditions: 30,
  listValues: 100,
  joins: 6,
  words: 10,
  sortKeys: 5,
  sortJoins: 0,
};

/**
 * Limits for staff, applied to each query. They are higher, because staff filter, search and sort lists by any column, and the
 * admin UI loads the documents of a relation field by a list of all their ids.
 */
export const STAFF_CAPS: QueryCost = {
  conditions: 100,
  listValues: 1000,
  joins: 20,
  words: 60,
  sortKeys: 5,
  sortJoins: 3,
};

const COST_LABELS: Record<keyof QueryCost, string> = {
  conditions: 'conditions',
  listValues: 'values in lists',
  joins: 'conditions on related documents and lists',
  words: 'words to search for',
  sortKeys: 'fields to sort by',
  sortJoins: 'fields of related documents to sort by',
};

/**
 * Refuses a query above the limits, from REST, GraphQL or the admin UI. Internal queries (`overrideAccess`) are not limited.
 * @throws Problem `validation_failed`
 */
const capQuery: CollectionBeforeOperationHook = ({ args, collection, req, overrideAccess }) => {
  if (overrideAccess) return;
  const { where, sort, joins } = args as Parameters<typeof computeQueryCost>[2];
  if (!where && !sort && !joins) return;
  const cost = computeQueryCost(req.payload, collection as SanitizedCollectionConfig, { where, sort, joins });
  if (isStaff(req.user)) assertWithin(STAFF_CAPS, cost);
  else assertWithin(VISITOR_CAPS, addCost(req, cost));
};

/** Adds `cost` to the cost of the request's earlier queries, and returns the sum. */
function addCost({ context }: PayloadRequest, cost: QueryCost): QueryCost {
  const before = (context.queryCost as QueryCost | undefined) ?? NO_COST;
  const sum = { ...before };
  for (const key of COST_KEYS) sum[key] += cost[key];
  context.queryCost = sum;
  return sum;
}

function assertWithin(caps: QueryCost, cost: QueryCost): void {
  const exceeded = COST_KEYS.find((key) => cost[key] > caps[key]);
  if (!exceeded) return;
  throw new Problem('validation_failed', `The query is too complex: it has too many ${COST_LABELS[exceeded]}.`);
}

/** Adds {@link capQuery} as the collection's first hook. */
export const withCappedQueries = (collection: CollectionConfig): CollectionConfig => ({
  ...collection,
  hooks: { ...collection.hooks, beforeOperation: [capQuery, ...(collection.hooks?.beforeOperation ?? [])] },
});
