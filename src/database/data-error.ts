/** Constraints that hold for every table: a reference to nothing, a column left empty, a value outside of what is allowed. */
const CODES = new Set(['23502', '23503', '23514']);
/** SQLSTATE class 22: a value that its column cannot hold, such as an id that is no UUID, or text with a NUL. */
const DATA_EXCEPTION = /^22[0-9A-Z]{3}$/;

type DatabaseError = { code?: unknown; cause?: unknown };

/** Whether Postgres refused `error`'s statement because of the values in it. */
export function isDataError(error: unknown): boolean {
  for (
    let at = error as DatabaseError | undefined, depth = 0;
    at && depth < 5;
    at = at.cause as DatabaseError, depth++
  ) {
    const code = String(at.code ?? '');
    if (CODES.has(code) || DATA_EXCEPTION.test(code)) return true;
  }
  return false;
}
