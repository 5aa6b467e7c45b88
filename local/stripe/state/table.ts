import type { Journal, Row } from './journal.ts';

/** Rows by id. They are never changed in place, so whoever holds one holds a snapshot. */
export class Table<T extends Row> {
  readonly #rows = new Map<string, T>();

  constructor(
    private readonly name: string,
    private readonly journal: Journal,
  ) {
    for (const { table, row } of journal.rows) if (table === name) this.#rows.set(row.id, row as T);
  }

  get size(): number {
    return this.#rows.size;
  }

  get(id: string): T | undefined {
    return this.#rows.get(id);
  }

  put(row: T): T {
    this.journal.write(this.name, row);
    this.#rows.set(row.id, row);
    return row;
  }

  newestFirst(): T[] {
    return [...this.#rows.values()].reverse();
  }
}
