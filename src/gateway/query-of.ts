import { LRUCache } from 'lru-cache';
import type { z } from 'zod';
import { isProblem, Problem } from '../problem.ts';
import type { Endpoint } from './endpoint.ts';
import { parseQuery } from './parse-query.ts';
import { validate } from './validate.ts';

/** How many queries of an endpoint are remembered, and how long they may be. */
const REMEMBERED = 1000;
const MAX_LENGTH = 500;

const perEndpoint = new WeakMap<Endpoint, LRUCache<string, object>>();

/** What `search` was parsed to when it was last sent to this endpoint. */
export const rememberedQuery = (endpoint: Endpoint, search: string): object | undefined =>
  perEndpoint.get(endpoint)?.get(search);

/**
 * A query string parsed by the endpoint's schema; where queries repeat, by looking it up: handlers must not change it.
 * @throws Problem `validation_failed`, or `invalid_cursor` when nothing but the cursor of a list is wrong
 */
export function queryOf(endpoint: Endpoint, schema: z.ZodType, search: string): unknown {
  const known = rememberedQuery(endpoint, search);
  if (known) return known;
  const query = parsed(endpoint, schema, search);
  if (endpoint.repeats && search.length <= MAX_LENGTH) remember(endpoint, search, Object.freeze(query as object));
  return query;
}

function parsed(endpoint: Endpoint, schema: z.ZodType, search: string): unknown {
  try {
    return validate(schema, parseQuery(search));
  } catch (error) {
    const isOfCursor = isProblem(error) && error.errors?.every(({ path }) => path === 'cursor');
    if (isOfCursor && endpoint.problems?.includes('invalid_cursor')) throw new Problem('invalid_cursor');
    throw error;
  }
}

function remember(endpoint: Endpoint, search: string, query: object): void {
  let remembered = perEndpoint.get(endpoint);
  if (!remembered) {
    remembered = new LRUCache({ max: REMEMBERED });
    perEndpoint.set(endpoint, remembered);
  }
  remembered.set(search, query);
}
