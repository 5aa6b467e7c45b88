/**
 * Copies arrays and plain objects, at any depth. Everything else, such as a function or an instance of a class, is the same value
 * in the copy. Payload adds to the objects of a configuration, so each configuration is built from a copy.
 */
export function copyPlain<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyPlain) as T;
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyPlain(inner)])) as T;
}

/** Whether `value` is an object literal. React elements are plain objects too, and are left as they are. */
const isPlain = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  Object.getPrototypeOf(value) === Object.prototype &&
  !('$$typeof' in value);
