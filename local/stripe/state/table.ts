import type { Journal, Row } from './journal.ts';

/** Rows by id. Rows are never mutated: `put` replaces a row, and callers that hold the old version still see its values. */
export class StateTable<T extends Row> {
  readonly #rows = new Map<string, T>();
  readonly #name: string;
  readonly #journal: Journal;

  constructor(name: string, journal: Journal) {
    this.#name = name;
    this.#journal = journal;
    for (const { table, row } of journal.rows) if (table === name) this.#rows.set(row.id, row as T);
  }

  get size(): number {
    return this.#rows.size;
  }

  get(id: string): T | undefined {
    return this.#rows.get(id);
  }

  put(row: T): T {
    this.#journal.write(this.#name, row);
    this.#rows.set(row.id, row);
    return row;
  }

  newestFirst(): T[] {
    return [...this.#rows.values()].reverse();
  }
}
