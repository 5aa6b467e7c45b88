import type { CollectionBeforeOperationHook, CollectionConfig, PayloadRequest } from 'payload';
import { isStaff } from '../access/roles.ts';
import { Problem } from '../problem.ts';
import { COST_KEYS, NO_COST, type QueryCost, queryCost } from './query-cost.ts';

/** What visitors and customers may ask for in one request, with all of its queries (GraphQL) together. */
const VISITOR_CAPS: QueryCost = { conditions: 30, joins: 6, words: 10, sortKeys: 5, sortJoins: 0 };

/** What staff may ask for in one query: their lists are filtered, searched and sorted by what they show. */
const STAFF_CAPS: QueryCost = { conditions: 100, joins: 20, words: 60, sortKeys: 5, sortJoins: 3 };

const NAMES: Record<keyof QueryCost, string> = {
  conditions: 'conditions',
  joins: 'conditions on related documents and lists',
  words: 'words to search for',
  sortKeys: 'fields to sort by',
  sortJoins: 'fields of related documents to sort by',
};

/**
 * Refuses a query that asks for too much, whichever way it came: REST, GraphQL or the admin UI. What the site asks for itself
 * (`overrideAccess`) has no caps.
 * @throws Problem `validation_failed`
 */
const capQuery: CollectionBeforeOperationHook = ({ args, collection, req, overrideAccess }) => {
  if (overrideAccess) return;
  const { where, sort, joins } = args as Parameters<typeof queryCost>[2];
  if (!where && !sort && !joins) return;
  const cost = queryCost(req.payload.collections, collection.flattenedFields, { where, sort, joins });
  if (isStaff(req.user)) assertWithin(STAFF_CAPS, cost);
  else assertWithin(VISITOR_CAPS, addedUp(req, cost));
};

/** What the request has asked for so far, `cost` included. */
function addedUp({ context }: PayloadRequest, cost: QueryCost): QueryCost {
  const before = (context.queryCost as QueryCost | undefined) ?? NO_COST;
  const sum = { ...before };
  for (const key of COST_KEYS) sum[key] += cost[key];
  context.queryCost = sum;
  return sum;
}

function assertWithin(caps: QueryCost, cost: QueryCost): void {
  const exceeded = COST_KEYS.find((key) => cost[key] > caps[key]);
  if (!exceeded) return;
  throw new Problem('validation_failed', `The query asks for too much: it has too many ${NAMES[exceeded]}.`);
}

/** `collection` with {@link capQuery} ahead of its own hooks. */
export const withCappedQueries = (collection: CollectionConfig): CollectionConfig => ({
  ...collection,
  hooks: { ...collection.hooks, beforeOperation: [capQuery, ...(collection.hooks?.beforeOperation ?? [])] },
});
