const EACH_SPECIAL = /["\\]/g;

const quoted = (text: string | null): string =>
  text === null ? 'NULL' : `"${text.includes('"') || text.includes('\\') ? text.replace(EACH_SPECIAL, '\\$&') : text}"`;

/**
 * Texts as a Postgres array, for `unnest()`: several times quicker than what the driver makes of arrays, and Postgres reads
 * it ten times quicker than JSON.
 */
export const textArray = (values: readonly (string | null)[]): string => `{${values.map(quoted).join(',')}}`;

/** Like {@link textArray}, of values that are written without quotes: ids, times, booleans. */
export const plainArray = (values: readonly (string | boolean | null)[]): string =>
  `{${values.map((value) => (value === null ? 'NULL' : value)).join(',')}}`;

/**
 * Values as a Postgres array of their JSON, for `jsonb[]`. JSON holds no control character, so what makes a JSON string of
 * it escapes just what an array asks for, and is ten times quicker than a pattern.
 */
export const jsonArray = (values: readonly unknown[]): string =>
  `{${JSON.stringify(values.map((value) => JSON.stringify(value))).slice(1, -1)}}`;
