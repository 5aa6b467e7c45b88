import { Problem } from '../problem.ts';
import { wellFormed } from '../well-formed.ts';

/** Escapes of NUL and of surrogates: cheap to look for, and absent from nearly every body. */
const SUSPICIOUS = /\\u(?:0000|d[89a-f])/i;

/**
 * `value` as Postgres can hold it: half of a surrogate pair, which is what is left of an emoji that was cut in two, becomes U+FFFD.
 * @param source the text that `value` was parsed from
 * @throws Problem `validation_failed` for NUL
 */
export function storable(source: string, value: unknown): unknown {
  if (!SUSPICIOUS.test(source)) return value;
  const path = findNul(value, '');
  if (path !== undefined) throw unstorable(path);
  return wellFormed(value);
}

/** Refuses NUL in one string that was decoded from UTF-8, such as a query value. @throws Problem `validation_failed` */
export function assertStorableString(path: string, text: string): void {
  if (text.includes('\0')) throw unstorable(path);
}

const unstorable = (path: string) =>
  new Problem('validation_failed', undefined, { errors: [{ path, message: 'Contains a character that is not text' }] });

function findNul(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return value.includes('\0') ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, child] of Object.entries(value)) {
    if (key.includes('\0')) return path;
    const found = findNul(child, path ? `${path}.${key}` : key);
    if (found !== undefined) return found;
  }
  return undefined;
}
