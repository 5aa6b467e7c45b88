const SPECIAL = /["\\]/;
const EACH_SPECIAL = /["\\]/g;

const quoted = (text: string | null): string =>
  text === null ? 'NULL' : `"${SPECIAL.test(text) ? text.replace(EACH_SPECIAL, '\\$&') : text}"`;

/**
 * Texts as a Postgres array, for `unnest()`: several times quicker than what the driver makes of arrays, and Postgres reads
 * it ten times quicker than JSON.
 */
export const textArray = (values: readonly (string | null)[]): string => `{${values.map(quoted).join(',')}}`;

/** Like {@link textArray}, of values that are written without quotes: ids, times, booleans. */
export const plainArray = (values: readonly (string | boolean | null)[]): string =>
  `{${values.map((value) => (value === null ? 'NULL' : value)).join(',')}}`;
