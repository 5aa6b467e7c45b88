import { Problem } from '../problem.ts';

/** Escapes of NUL and of surrogates: cheap to look for, and absent from nearly every body. */
const SUSPICIOUS = /\\u(?:0000|d[89a-f])/i;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Refuses text that Postgres cannot hold: NUL, and half a surrogate pair, which would fail in the middle of a write.
 * @param source the text that `value` was parsed from
 * @throws Problem `validation_failed`
 */
export function assertStorable(source: string, value: unknown): void {
  if (!SUSPICIOUS.test(source)) return;
  const path = findUnstorable(value, '');
  if (path === undefined) return;
  throw unstorable(path);
}

/** The same for one string, such as a query value. @throws Problem `validation_failed` */
export function assertStorableString(path: string, text: string): void {
  if (isUnstorable(text)) throw unstorable(path);
}

const isUnstorable = (text: string) => text.includes('\0') || LONE_SURROGATE.test(text);

const unstorable = (path: string) =>
  new Problem('validation_failed', undefined, { errors: [{ path, message: 'Contains a character that is not text' }] });

function findUnstorable(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return isUnstorable(value) ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, child] of Object.entries(value)) {
    if (isUnstorable(key)) return path;
    const found = findUnstorable(child, path ? `${path}.${key}` : key);
    if (found !== undefined) return found;
  }
  return undefined;
}
