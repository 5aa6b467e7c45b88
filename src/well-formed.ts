const HALF_PAIR = /\p{Surrogate}/gu;

/** `text` with U+FFFD for each half of a surrogate pair, which Postgres can't store: what is left of an emoji that was cut in two. */
export const wellFormedText = (text: string): string => text.replace(HALF_PAIR, '\ufffd');

/** `value` with its texts and keys, however deep, as {@link wellFormedText} gives them. */
export function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return wellFormedText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(wellFormed);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [wellFormedText(key), wellFormed(child)]));
}
