/** A page of a list whose cursor is the id of its last row (api.md, Caps). */
export type Page<T> = { rows: T[]; nextCursor: string | null; hasNextPage: boolean };

/** The page in `rows`, which were read with one more than `limit` to see whether there is another page. */
export function pageOf<T>(rows: readonly T[], limit: number, idOf: (row: T) => string): Page<T> {
  const shown = rows.slice(0, limit);
  const hasNextPage = rows.length > limit;
  const last = shown.at(-1);
  return { rows: shown, hasNextPage, nextCursor: hasNextPage && last ? idOf(last) : null };
}
