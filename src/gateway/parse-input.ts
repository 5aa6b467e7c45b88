import type { z } from 'zod';
import { type FieldError, Problem } from '../lib/problem.ts';
import { toWellFormed } from '../lib/text.ts';
import type { Source } from './exchange.ts';

/**
 * Matches JSON escapes of NUL and of surrogates. Few bodies contain them, and this search costs less than checking each text.
 */
const SUSPICIOUS = /\\u(?:0000|d[89a-f])/i;

/**
 * Returns `value` in a form that Postgres can store: a lone surrogate, such as half of an emoji, becomes U+FFFD.
 * @param source the text from which `value` was parsed
 * @param dropNul whether NUL is removed instead of refused
 * @throws Problem `validation_failed` for NUL, unless `dropNul`
 */
export function toStorable(source: string, value: unknown, dropNul: boolean): unknown {
  if (!SUSPICIOUS.test(source)) return value;
  if (dropNul) return toWellFormed(withoutNul(value));
  const path = findNul(value, '');
  if (path !== undefined) throw createUnstorableProblem(path);
  return toWellFormed(value);
}

/** Refuses NUL in a string that was decoded from UTF-8, such as a query value. @throws Problem `validation_failed` */
export function assertStorableString(path: string, text: string): void {
  if (text.includes('\0')) throw createUnstorableProblem(path);
}

const createUnstorableProblem = (path: string) =>
  new Problem('validation_failed', undefined, { errors: [{ path, message: 'Contains a NUL character' }] });

function withoutNul(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutNul);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key.replaceAll('\0', ''), withoutNul(child)]));
}

function findNul(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return value.includes('\0') ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, child] of Object.entries(value)) {
    if (key.includes('\0')) return path;
    const nulPath = findNul(child, path ? `${path}.${key}` : key);
    if (nulPath !== undefined) return nulPath;
  }
  return undefined;
}

/**
 * Validates `value` with `schema` and returns the parsed value.
 * @throws Problem `validation_failed` that lists every invalid path
 */
export function parseInput(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Problem('validation_failed', undefined, { errors: result.error.issues.flatMap(toFieldErrors) });
}

function toFieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, message: 'Unknown key' }));
}

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json$/i;
const PLAIN_TYPE = /^text\/plain$/i;

/** The decoder for all requests: creating a decoder per request would cost more than parsing a small body. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Parses JSON. @throws Problem `malformed_json`, or `validation_failed` for text that cannot be stored. */
export function parseJsonBytes(bytes: Uint8Array, dropNul = false): unknown {
  try {
    const text = utf8.decode(bytes);
    const value: unknown = JSON.parse(text);
    return toStorable(text, value, dropNul);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('malformed_json');
  }
}

/**
 * Refuses a body that is not JSON in UTF-8 without compression.
 * @param plainText whether `text/plain` is accepted too
 * @throws Problem `unsupported_media_type`
 */
export function assertJsonType(source: Pick<Source, 'header'>, plainText = false): void {
  const contentType = source.header('content-type');
  const encoding = source.header('content-encoding');
  if (contentType === 'application/json' && encoding === undefined) return;
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim());
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter))?.slice('charset='.length);
  const utf8 = charset === undefined || /^"?utf-?8"?$/i.test(charset);
  const isUncompressed = encoding === undefined || encoding.toLowerCase() === 'identity';
  const isJson = JSON_TYPE.test(type) || (plainText && PLAIN_TYPE.test(type));
  if (isJson && utf8 && isUncompressed) return;
  throw new Problem('unsupported_media_type', 'Send application/json in UTF-8, without compression.');
}

const BRACKETED = /^([^[\]]+)\[([^[\]]+)\]$/;

/** Matches parameters that caches and trackers add to links, and that are ignored (docs/spec/api.md#query-parameters). */
const IGNORED_KEYS = /^(?:_|_t|utm_.*|gclid|fbclid)$/;

type FlatQuery = Record<string, string>;

/**
 * Parses a query string: `a=1&filter[colour]=white` gives `{ a: '1', filter: { colour: 'white' } }`. The objects have no
 * prototype, so `__proto__` is an ordinary key.
 * @throws Problem `validation_failed` for a key that was sent twice, and for percent-encoding that is not UTF-8
 */
export function parseQuery(search: string): Record<string, string | FlatQuery> {
  const query: Record<string, string | FlatQuery> = Object.create(null);
  if (!search) return query;
  assertDecodable(search);
  for (const [key, value] of new URLSearchParams(search)) {
    if (IGNORED_KEYS.test(key)) continue;
    assertStorableString(key, value);
    const [, outer, inner] = BRACKETED.exec(key) ?? [];
    if (outer !== undefined && inner !== undefined) {
      const group = query[outer] ?? Object.create(null);
      if (typeof group === 'string' || inner in group) throw createRefusal(key, 'Sent twice');
      group[inner] = value;
      query[outer] = group;
    } else {
      if (key in query) throw createRefusal(key, 'Sent twice');
      query[key] = value;
    }
  }
  return query;
}

function assertDecodable(search: string): void {
  for (const part of search.split('&')) {
    const [key = ''] = part.split('=');
    if (!IGNORED_KEYS.test(key) && !isDecodable(part)) throw createRefusal(key, 'The percent-encoding is not valid');
  }
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

const createRefusal = (path: string, message: string) =>
  new Problem('validation_failed', undefined, { errors: [{ path, message }] });

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

/**
 * Validates and returns the `Idempotency-Key` of a request; undefined if the request has none.
 * @throws Problem `validation_failed` unless the key is 1–255 visible ASCII characters
 */
export function parseIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined || VISIBLE_ASCII.test(header)) return header;
  const message = 'Must be 1 to 255 visible ASCII characters';
  throw new Problem('validation_failed', undefined, { errors: [{ path: 'Idempotency-Key', message }] });
}
