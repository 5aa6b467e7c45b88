import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';

export type Row = { id: string };
type Line = { table: string; row: Row };

export type Journal = {
  /** The rows when the journal was opened: the latest version of each row, in order of creation. */
  rows: Line[];
  /** Writes a version of a row. Once this function has returned, the row survives the end of this process. */
  write(table: string, row: Row): void;
  close(): void;
};

/** A journal that stores nothing, for tests. */
export const forgetfulJournal: Journal = { rows: [], write: () => undefined, close: () => undefined };

/**
 * Opens a journal: a file with one line per version of a row. On opening, a new file with only the latest versions replaces the
 * file atomically.
 */
export function openJournal(file: string): Journal {
  const rows = latestRows(file);
  const text = rows.map((line) => `${JSON.stringify(line)}\n`).join('');
  const fresh = openSync(`${file}.new`, 'w', 0o600);
  writeFileSync(fresh, text);
  fsyncSync(fresh);
  closeSync(fresh);
  renameSync(`${file}.new`, file);
  const descriptor = openSync(file, 'a', 0o600);
  return {
    rows,
    write: (table, row) => void writeSync(descriptor, `${JSON.stringify({ table, row })}\n`),
    close: () => closeSync(descriptor),
  };
}

function latestRows(file: string): Line[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  // The text after the last line break is empty, or an incomplete line if the process was killed.
  lines.pop();
  const latest = new Map<string, Line>();
  for (const text of lines) {
    const line = JSON.parse(text) as Line;
    latest.set(`${line.table} ${line.row.id}`, line);
  }
  return [...latest.values()];
}
