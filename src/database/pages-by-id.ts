const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * Every row in the order of ids, a page at a time, so that memory stays the same however many there are.
 * @param read gives up to `size` rows with an id above `after`, in the order of ids
 */
export async function* pagesById<Row extends { id: string }>(
  size: number,
  read: (after: string) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  for (let after: string | undefined = BEFORE_ALL; after !== undefined; ) {
    const rows = await read(after);
    yield rows;
    after = rows.length === size ? rows[size - 1]?.id : undefined;
  }
}
