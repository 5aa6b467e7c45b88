import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of one file of `src/database/sql`. */
export type SqlFile = { name: string; text: string };

/** A file that changed since the last migration; `before` is undefined for a new file. */
export type ChangedSqlFile = SqlFile & { before: string | undefined };

const CURRENT = join(import.meta.dirname, '..', 'src', 'database', 'sql');
const MIGRATED = join(import.meta.dirname, '..', 'migrations', 'sql');

/** Extensions and shared functions come before what uses them, and constraints last. */
function stage(name: string): number {
  if (name === 'extensions.sql') return 0;
  if (name === 'shared.sql') return 1;
  return name.endsWith('.constraints.sql') ? 3 : 2;
}

function readFolder(folder: string): SqlFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

/** The current text of functions, triggers, constraints and indexes, in the order in which it runs. */
export function sqlObjects(): SqlFile[] {
  return readFolder(CURRENT).sort((a, b) => stage(a.name) - stage(b.name) || (a.name < b.name ? -1 : 1));
}

/** The files that no migration carries as they are now. */
export function changedSqlObjects(): ChangedSqlFile[] {
  const before = new Map(readFolder(MIGRATED).map(({ name, text }) => [name, text]));
  return sqlObjects()
    .map((file) => ({ ...file, before: before.get(file.name) }))
    .filter(({ text, before }) => text !== before);
}

/** Names of files that a migration has run and that are no longer there. */
export function removedSqlObjects(): string[] {
  const current = new Set(sqlObjects().map(({ name }) => name));
  return readFolder(MIGRATED)
    .map(({ name }) => name)
    .filter((name) => !current.has(name));
}

/** Keeps what the newest migration has run, to be compared with by the next one. */
export function recordSqlObjects(): void {
  rmSync(MIGRATED, { recursive: true, force: true });
  mkdirSync(MIGRATED);
  for (const { name, text } of sqlObjects()) writeFileSync(join(MIGRATED, name), text);
}

const quoted = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
const statement = (name: string, text: string) => `  // ${name}\n  await db.execute(sql\`\n${quoted(text)}\`);\n`;

/**
 * Adds the text of changed files to a migration that Payload has generated: the new text after the schema's change, the text before it to
 * the way back.
 */
export function withSqlObjects(migration: string, changed: ChangedSqlFile[]): string {
  const [up = '', down = ''] = migration
    .replaceAll(/^ *\/\/ Migration code\n/gm, '')
    .split(/(?=export async function down)/);
  const forward = changed.map(({ name, text }) => statement(name, text)).join('');
  const back = changed.flatMap(({ name, before }) => (before === undefined ? [] : statement(name, before))).join('');
  const start = down.indexOf('{\n') + 2;
  return `${up.replace(/}\s*$/, `${forward.replaceAll('$', '$$$$')}}\n\n`)}${down.slice(0, start)}${back}${down.slice(start)}`;
}
