/** Constraints that hold for every table: a reference to nothing, a column left empty, a value outside of what is allowed. */
const CODES = new Set(['23502', '23503', '23514']);
/** SQLSTATE class 22: a value that its column cannot hold, such as an id that is no UUID, or text with a NUL. */
const DATA_EXCEPTION = /^22[0-9A-Z]{3}$/;

type DatabaseError = { code?: unknown; cause?: unknown };

/** SQLSTATE 42883: no such comparison for the type of the column. */
const NO_SUCH_OPERATOR = '42883';

/** Whether Postgres refused `error`'s statement because of the values in it. */
export const isDataError = (error: unknown): boolean =>
  hasCode(error, (code) => CODES.has(code) || DATA_EXCEPTION.test(code));

/** Whether Postgres refused `error`'s statement because of a condition in it that its columns do not have. */
export const isFilterError = (error: unknown): boolean =>
  hasCode(error, (code) => code === NO_SUCH_OPERATOR || DATA_EXCEPTION.test(code));

function hasCode(error: unknown, matches: (code: string) => boolean): boolean {
  for (
    let at = error as DatabaseError | undefined, depth = 0;
    at && depth < 5;
    at = at.cause as DatabaseError, depth++
  ) {
    if (matches(String(at.code ?? ''))) return true;
  }
  return false;
}
