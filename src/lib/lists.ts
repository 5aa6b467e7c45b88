import { type Input, stringify } from 'csv-stringify/sync';

/**
 * Renders rows as a CSV file (RFC 4180) for spreadsheets. Cells are untrusted: a cell that a spreadsheet would treat as a formula
 * gets a leading apostrophe (OWASP, CSV Injection), and a cell with any line break is quoted.
 */
export const toCsv = (columns: readonly string[], rows: Input): string =>
  stringify([columns, ...rows], {
    bom: true,
    record_delimiter: 'windows',
    escape_formulas: true,
    quoted_match: /[\r\n]/,
  });

/** A page of a list whose cursor is the id of the last row (docs/spec/api.md#caps-and-lists). */
export type Page<T> = { rows: T[]; nextCursor: string | null; hasNextPage: boolean };

/** Builds a page from `rows`, which were read with a limit of `limit + 1` to detect a next page. */
export function toPage<T>(rows: readonly T[], limit: number, getId: (row: T) => string): Page<T> {
  const visible = rows.slice(0, limit);
  const hasNextPage = rows.length > limit;
  const last = visible.at(-1);
  return { rows: visible, hasNextPage, nextCursor: hasNextPage && last ? getId(last) : null };
}

/** The maximum number of entries of each kind on a customer's history page. Older entries are omitted. */
export const MAX_HISTORY_ENTRIES = 200;

/** An entry of the history that staff see on a customer's page. */
export type CustomerHistoryEntry = {
  /** ISO 8601. */
  at: string;
  kind: 'account' | 'booking' | 'order' | 'invoice' | 'points' | 'brochure' | 'email';
  text: string;
  detail?: string;
  /** A page or document with details. `path` is relative to the route of the admin UI or of the API, as `on` says. */
  link?: { on: 'admin' | 'api'; path: string };
};

const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Yields all rows in pages by id (keyset), so that memory use does not depend on the number of rows.
 * @param read returns up to `size` rows with an id above `after`, ordered by id
 */
export async function* readPagesById<Row extends { id: string }>(
  size: number,
  read: (after: string) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  for (let after: string | undefined = LOWEST_ID; after !== undefined; ) {
    const rows = await read(after);
    yield rows;
    after = rows.length === size ? rows[size - 1]?.id : undefined;
  }
}
