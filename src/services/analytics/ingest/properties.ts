/** How large the `properties` of an event may be: a page's worth of products, and no document. */
const MAX_DEPTH = 5;
const MAX_KEYS = 200;
const MAX_BYTES = 8192;

type Size = { keys: number; bytes: number };

/** Why `properties` are too large to be taken; undefined when they are not. Looks no deeper than it has to. */
export function propertiesProblem(properties: Record<string, unknown>): string | undefined {
  return measure(properties, 1, { keys: 0, bytes: 0 });
}

function measure(value: unknown, depth: number, size: Size): string | undefined {
  if (typeof value === 'string') return add(size, 0, Buffer.byteLength(value));
  if (typeof value !== 'object' || value === null) return add(size, 0, 8);
  if (depth > MAX_DEPTH) return `Nested deeper than ${MAX_DEPTH} levels`;
  if (Array.isArray(value)) {
    for (const each of value) {
      const problem = add(size, 1, 0) ?? measure(each, depth + 1, size);
      if (problem) return problem;
    }
    return undefined;
  }
  for (const key in value) {
    const problem =
      add(size, 1, Buffer.byteLength(key)) ?? measure((value as Record<string, unknown>)[key], depth + 1, size);
    if (problem) return problem;
  }
  return undefined;
}

function add(size: Size, keys: number, bytes: number): string | undefined {
  size.keys += keys;
  size.bytes += bytes;
  if (size.keys > MAX_KEYS) return `More than ${MAX_KEYS} keys and entries`;
  if (size.bytes > MAX_BYTES) return `More than ${MAX_BYTES} bytes`;
  return undefined;
}
