const SPECIAL = /["\\]/;
const EACH_SPECIAL = /["\\]/g;

const quoted = (text: string): string => `"${SPECIAL.test(text) ? text.replace(EACH_SPECIAL, '\\$&') : text}"`;

/**
 * Values as the text of a Postgres array, for `unnest()`: several times quicker than what the driver makes of
 * arrays, and Postgres reads it ten times quicker than JSON.
 */
export function arrayLiteral(values: readonly (string | boolean | null)[]): string {
  let text = '{';
  for (const value of values) {
    if (text.length > 1) text += ',';
    text += value === null ? 'NULL' : typeof value === 'string' ? quoted(value) : String(value);
  }
  return `${text}}`;
}
