import { isDeepStrictEqual } from 'node:util';
import { type ParsedQs, parse, stringify } from 'qs-esm';
import { Problem } from '../lib/problem.ts';

/**
 * Maximum characters of a query string. The website sends short queries; relation fields of the admin UI send hundreds of ids.
 */
export const MAX_QUERY_LENGTHS = { anybody: 2000, staff: 100_000 };

/** The kinds of senders, each with its own maximum length of a query. */
export type QuerySender = keyof typeof MAX_QUERY_LENGTHS;

/** Maximum rows and depth of one read through Payload's REST API; Payload itself accepts 100,000 rows. */
const MAX_LIMIT = 100;
const MAX_DEPTH = 4;

/** A query as Payload reads it. */
export type PayloadQuery = ParsedQs;

/** The capped query of a read, and the text in which Payload gets it. */
export type CappedQuery = { query: PayloadQuery; text: string };

/** Parses a query as Payload does, with its parser and options. The limits then count and cap the values that Payload reads. */
export const parsePayloadQuery = (search: string): PayloadQuery =>
  parse(search, { allowEmptyArrays: true, arrayLimit: 1000, depth: 10 });

/**
 * Returns the query of a read with `limit` and `depth` capped. With `limit=0`, or with `pagination=false` and no `limit`,
 * Payload would return all rows, so `limit` becomes the maximum.
 * @throws Problem `validation_failed` if the query is too long, or cannot be written back, because a key has both a
 * value and an object, or more than ten brackets
 */
export function capReadQuery(search: string, sender: QuerySender): CappedQuery {
  const maxLength = MAX_QUERY_LENGTHS[sender];
  if (search.length > maxLength) {
    throw new Problem('validation_failed', `A query may have at most ${maxLength} characters.`);
  }
  const query = capQuery(parsePayloadQuery(search));
  const text = stringify(query, { allowEmptyArrays: true } as object);
  // Payload parses the text again, so the text must mean what was capped.
  if (!isDeepStrictEqual(parsePayloadQuery(text), query)) {
    throw new Problem(
      'validation_failed',
      'A key of the query has both a value and an object, or more than ten brackets.',
    );
  }
  return { query, text };
}

function capQuery(sent: PayloadQuery): PayloadQuery {
  const query = capLimits(sent);
  if (query.depth !== undefined) query.depth = capNumber(query.depth, 0, MAX_DEPTH);
  if (isMap(query.joins)) {
    const joins = Object.entries(query.joins).map(([name, join]) => [name, isMap(join) ? capLimits(join) : join]);
    query.joins = Object.fromEntries(joins);
  }
  if (lastOf(query.pagination) === 'false' && query.limit === undefined) query.limit = String(MAX_LIMIT);
  return query;
}

const capLimits = (query: PayloadQuery): PayloadQuery =>
  query.limit === undefined ? { ...query } : { ...query, limit: capNumber(query.limit, 1, MAX_LIMIT) };

type Value = PayloadQuery[string];

const isMap = (value: Value): value is PayloadQuery =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The last value of a parameter that was sent several times. */
const lastOf = (value: Value): Value => (Array.isArray(value) ? value.at(-1) : value);

/** Returns a whole number between `least` and `most` as text; `most` for anything else. */
function capNumber(value: Value, least: number, most: number): string {
  const number = Number(lastOf(value));
  return number >= least && number <= most ? String(Math.floor(number)) : String(most);
}

/** Lists the parameters of a query with their paths, as in `where[or][0][title][like]`. */
export function listParameters(query: PayloadQuery): [key: string, value: string][] {
  return Object.entries(query).flatMap(([key, value]) => listValues(key, value));
}

function listValues(key: string, value: Value): [key: string, value: string][] {
  if (typeof value !== 'object' || value === null) return [[key, String(value)]];
  return Object.entries(value).flatMap(([name, each]) => listValues(`${key}[${name}]`, each as Value));
}
