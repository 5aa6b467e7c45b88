import { Problem } from '../problem.ts';
import { assertStorableString } from './storable-text.ts';

const BRACKETED = /^([^[\]]+)\[([^[\]]+)\]$/;

/** What caches and trackers add to links; it means nothing here (api.md, Query parameters). */
const IGNORED = /^(?:_|_t|utm_.*|gclid|fbclid)$/;

type Flat = Record<string, string>;

/**
 * A query string as an object: `a=1&filter[colour]=white` gives `{ a: '1', filter: { colour: 'white' } }`. The objects
 * have no prototype, so a key such as `__proto__` is one like any other.
 * @throws Problem `validation_failed` for a key sent twice and for percent-encoding that is not UTF-8.
 */
export function parseQuery(search: string): Record<string, string | Flat> {
  const query: Record<string, string | Flat> = Object.create(null);
  if (!search) return query;
  assertDecodable(search);
  for (const [key, value] of new URLSearchParams(search)) {
    if (IGNORED.test(key)) continue;
    assertStorableString(key, value);
    const [, outer, inner] = BRACKETED.exec(key) ?? [];
    if (outer !== undefined && inner !== undefined) {
      const group = query[outer] ?? Object.create(null);
      if (typeof group === 'string' || inner in group) throw refused(key, 'Sent twice');
      group[inner] = value;
      query[outer] = group;
    } else {
      if (key in query) throw refused(key, 'Sent twice');
      query[key] = value;
    }
  }
  return query;
}

function assertDecodable(search: string): void {
  for (const part of search.split('&')) {
    const [key = ''] = part.split('=');
    if (!IGNORED.test(key) && !isDecodable(part)) throw refused(key, 'The percent-encoding is not valid');
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

const refused = (path: string, message: string) =>
  new Problem('validation_failed', undefined, { errors: [{ path, message }] });
