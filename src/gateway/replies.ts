import { Readable } from 'node:stream';
import type { Endpoint, Reply } from '../endpoints/endpoint.ts';
import type { Outgoing } from './exchange.ts';

/** The default `Cache-Control` and `Content-Type` of replies. */
export const NO_STORE = 'no-store';
export const JSON_UTF8 = 'application/json; charset=utf-8';

const JSON_TYPE = 'application/json';

/** The JSON text of a reply whose media type is JSON. */
const toJsonText = ({ body, type }: Reply): string =>
  type === undefined ? JSON.stringify(body) : Buffer.from(body as string | Uint8Array).toString();

/**
 * Checks a reply against its documented schema. Called only outside of production (`checkReplies`).
 * @throws Error for an undocumented status, or a body that does not match the documented schema
 */
export function assertReply(endpoint: Endpoint, reply: Reply): void {
  const name = `${endpoint.method.toUpperCase()} ${endpoint.path}`;
  const schema = endpoint.replies[reply.status];
  if (schema === undefined) throw new Error(`${name} returned status ${reply.status}, which is not documented.`);
  if (schema === null || !(reply.type ?? JSON_TYPE).startsWith(JSON_TYPE)) return;
  const body: unknown = reply.body === undefined ? undefined : JSON.parse(toJsonText(reply));
  const { success, error } = schema.safeParse(body);
  if (success) return;
  const paths = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new Error(`${name} returned a body that does not match its documented schema. ${paths}`);
}

/** Converts a reply to the response to send. */
export function toOutgoing(
  { status, body, type, headers }: Reply,
  limitHeaders: Readonly<Record<string, string>>,
): Outgoing {
  const raw = typeof body === 'string' || body instanceof Uint8Array || body instanceof Readable;
  const contentType = raw ? (type ?? 'text/plain; charset=utf-8') : JSON_UTF8;
  return {
    status,
    headers: {
      'Cache-Control': NO_STORE,
      ...(body === undefined ? {} : { 'Content-Type': contentType }),
      ...limitHeaders,
      ...headers,
    },
    body: body === undefined || raw ? body : JSON.stringify(body),
  };
}

const OPAQUE_TAG = /"[^"]*"/g;

/**
 * Whether `If-None-Match` matches `etag`, so that the response to a GET is a 304. The comparison is weak, and `*` matches any
 * version (RFC 9110 §13.1.2).
 */
export function matchesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const [expected] = etag.match(OPAQUE_TAG) ?? [];
  const offered: string[] = ifNoneMatch.match(OPAQUE_TAG) ?? [];
  return expected !== undefined && offered.includes(expected);
}

/**
 * Whether `If-Match` contains only other versions, so that the response is a 412. The comparison is strong, and `*` matches any
 * version (RFC 9110 §13.1.1).
 * @param etag a strong ETag
 */
export function failsIfMatch(ifMatch: string | undefined, etag: string): boolean {
  if (ifMatch === undefined || ifMatch.trim() === '*') return false;
  const offered: string[] = ifMatch.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return !offered.includes(etag);
}

/** Returns a 304 if `If-None-Match` matches the ETag of `answer` (RFC 9110 §13.1.2), else `answer` itself. */
export function toConditionalReply(ifNoneMatch: string | undefined, answer: Outgoing): Outgoing {
  const { ETag } = answer.headers;
  if (answer.status !== 200 || ETag === undefined) return answer;
  if (ifNoneMatch !== ETag && !matchesEtag(ifNoneMatch, ETag)) return answer;
  const { 'Content-Type': _, ...headers } = answer.headers;
  return { status: 304, headers, body: undefined };
}
