import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One part of the SQL in `src/database/schema`: the functions and triggers of a table, or its constraints. */
export type SqlPart = { name: string; text: string };

/** A part that has changed since the last migration; `before` is undefined for a new part. */
export type ChangedSqlPart = SqlPart & { before: string | undefined };

const CURRENT = join(import.meta.dirname, '..', 'src', 'database', 'schema');
const MIGRATED = join(import.meta.dirname, '..', 'migrations', 'sql');

/** Extensions and shared functions run before the parts that use them, and constraints run last. */
function rankPart(name: string): number {
  if (name === 'extensions') return 0;
  if (name === 'shared') return 1;
  return name.endsWith('.constraints') ? 3 : 2;
}

const readFiles = (folder: string) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => ({ name: file.slice(0, -'.sql'.length), text: readFileSync(join(folder, file), 'utf8') }));

/** Splits the text of a file at its lines `-- part: <name>`. @throws Error if the text does not begin with such a line */
export function splitIntoParts(text: string): SqlPart[] {
  const [before, ...parts] = text.split(/^-- part: (?=\S+\n)/m);
  if (before) throw new Error(`SQL must stand below a line "-- part: <table>": ${before.split('\n')[0]}`);
  return parts.map((part) => {
    const end = part.indexOf('\n');
    return { name: part.slice(0, end), text: `${part.slice(end).trim()}\n` };
  });
}

/** The current functions, triggers, constraints and indexes, in the order in which a migration runs them. */
export function readSqlObjects(): SqlPart[] {
  return readFiles(CURRENT)
    .flatMap(({ text }) => splitIntoParts(text))
    .sort((a, b) => rankPart(a.name) - rankPart(b.name) || (a.name < b.name ? -1 : 1));
}

/** Removes the comments of a SQL text, because a change of comments needs no migration. */
const withoutComments = (text: string) => text.replaceAll(/^ *--.*\n/gm, '');

/** The parts whose statements have changed since the last migration. */
export function listChangedSqlObjects(): ChangedSqlPart[] {
  const before = new Map(readFiles(MIGRATED).map(({ name, text }) => [name, text]));
  return readSqlObjects()
    .map((part) => ({ ...part, before: before.get(part.name) }))
    .filter(({ text, before }) => before === undefined || withoutComments(text) !== withoutComments(before));
}

/** The names of parts that a migration ran and that have been deleted since. */
export function listRemovedSqlObjects(): string[] {
  const current = new Set(readSqlObjects().map(({ name }) => name));
  return readFiles(MIGRATED)
    .map(({ name }) => name)
    .filter((name) => !current.has(name));
}

/** Copies the current parts to `migrations/sql`, so that the next migration can be compared with them. */
export function recordSqlObjects(): void {
  rmSync(MIGRATED, { recursive: true, force: true });
  mkdirSync(MIGRATED);
  for (const { name, text } of readSqlObjects()) writeFileSync(join(MIGRATED, `${name}.sql`), text);
}

const escapeTemplate = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
const toStatement = (name: string, text: string) =>
  `  // ${name}\n  await db.execute(sql\`\n${escapeTemplate(text)}\`);\n`;

/**
 * Adds the changed parts to a migration that Payload has generated: the new text after the schema change in `up`, and
 * the previous text at the start of `down`.
 */
export function withSqlObjects(migration: string, changed: ChangedSqlPart[]): string {
  const [up = '', down = ''] = migration
    .replaceAll(/^ *\/\/ Migration code\n/gm, '')
    .split(/(?=export async function down)/);
  const forward = changed.map(({ name, text }) => toStatement(name, text)).join('');
  const back = changed.flatMap(({ name, before }) => (before === undefined ? [] : toStatement(name, before))).join('');
  const start = down.indexOf('{\n') + 2;
  return `${up.replace(/}\s*$/, `${forward.replaceAll('$', '$$$$')}}\n\n`)}${down.slice(0, start)}${back}${down.slice(start)}`;
}
