import { LRUCache } from 'lru-cache';
import type { z } from 'zod';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { isProblem, Problem } from '../lib/problem.ts';
import { parseInput, parseQuery } from './parse-input.ts';

/** The maximum number of cached queries per endpoint, and the maximum length of each. */
const MAX_CACHED_QUERIES = 1000;
const MAX_QUERY_LENGTH = 500;

const queriesByEndpoint = new WeakMap<Endpoint, LRUCache<string, object>>();

/**
 * Parses a query string with the endpoint's schema. A result that is cached is frozen, so handlers must not change it.
 * @throws Problem `validation_failed`, or `invalid_cursor` if only the cursor of a list is invalid
 */
export function readQuery(endpoint: Endpoint, schema: z.ZodType, search: string): unknown {
  const cached = queriesByEndpoint.get(endpoint)?.get(search);
  if (cached) return cached;
  const query = parseEndpointQuery(endpoint, schema, search);
  if (endpoint.cacheParsedQuery && search.length <= MAX_QUERY_LENGTH)
    cacheQuery(endpoint, search, Object.freeze(query as object));
  return query;
}

function parseEndpointQuery(endpoint: Endpoint, schema: z.ZodType, search: string): unknown {
  try {
    return parseInput(schema, parseQuery(search));
  } catch (error) {
    const concernsCursorOnly = isProblem(error) && error.errors?.every(({ path }) => path === 'cursor');
    if (concernsCursorOnly && endpoint.problems?.includes('invalid_cursor')) throw new Problem('invalid_cursor');
    throw error;
  }
}

function cacheQuery(endpoint: Endpoint, search: string, query: object): void {
  let cache = queriesByEndpoint.get(endpoint);
  if (!cache) {
    cache = new LRUCache({ max: MAX_CACHED_QUERIES });
    queriesByEndpoint.set(endpoint, cache);
  }
  cache.set(search, query);
}
