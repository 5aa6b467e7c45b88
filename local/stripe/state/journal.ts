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
  /** What was there when it was opened: the last version of each row, in the order in which they were made. */
  rows: Line[];
  /** Returns when the row would survive the end of this process. */
  write(table: string, row: Row): void;
  close(): void;
};

/** For tests: forgets everything. */
export const forgetfulJournal: Journal = { rows: [], write: () => undefined, close: () => undefined };

/**
 * A file with a line for every version of every row. When it is opened, the old versions are left out: the new file takes the
 * place of the old one in one step.
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
  // The text behind the last line break is empty, or a line that a kill has cut short.
  lines.pop();
  const latest = new Map<string, Line>();
  for (const text of lines) {
    const line = JSON.parse(text) as Line;
    latest.set(`${line.table} ${line.row.id}`, line);
  }
  return [...latest.values()];
}
