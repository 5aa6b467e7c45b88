import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { projectFiles } from './project-files.ts';

const DOMAINS = readdirSync('src/services');

/** Tables that neither `src/database/schema` nor a collection of ours declares, with their owners. */
const OTHER_TABLES: Record<string, string> = {
  redirects: 'content',
  // Payload's own job queue. The site uses it only for scheduled posts.
  payload_jobs: 'content',
  payload_preferences: 'identity',
  payload_migrations: 'operations',
  tracking_events: 'analytics',
};

/** Rooms that serve all domains, so they may name every table. */
const SHARED_ROOM = /^src\/(database|events|cache|access)\//;
/** Files outside of these rooms that may name a table of no domain. */
const EXCEPTIONS: [file: string, table: string][] = [
  ['src/gateway/readiness.ts', 'payload_migrations'],
  ['src/processes/backup/schema.ts', 'payload_migrations'],
];

/** Matches Postgres' own tables, which all files may read. */
const SYSTEM = /^(pg_|information_schema)/;

const SQL_NAME = /\b(?<!DISTINCT )(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+(?:ONLY\s+)?"?([a-z_]+)\b(?!\s*\()/g;
const LOCAL_API_NAME = /(?:\bcollection: |Global\(\{[^}]*\bslug: )'([a-z-]+)'/g;
/** Matches names that a statement defines itself: WITH due AS (…), and functions that return rows. */
const LOCAL_NAME = /\b([a-z_]+)(?: \([a-z_, ]+\))? AS (?:(?:NOT )?MATERIALIZED )?\(/g;

const names = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? '');

const readAll = (files: string[]) => files.map((file) => readFileSync(file, 'utf8')).join('\n');

/**
 * The owner of each table. A table belongs to the domain whose file in `src/database/schema` declares the table, or whose folder
 * in `src/collections` declares the collection of the table. The owner of a table of `schema/shared.ts` is `shared`, which is no
 * domain.
 */
const owners = new Map<string, string>(Object.entries(OTHER_TABLES));
for (const domain of [...DOMAINS, 'shared']) {
  const schema = readAll(projectFiles('src/database/schema/').filter((file) => file.endsWith(`/${domain}.ts`)));
  const collections = readAll(projectFiles('src/collections/').filter((file) => file.includes(`/${domain}/`)));
  const slugs = names(collections, /\bslug: '([a-z-]+)'/g).map((slug) => slug.replaceAll('-', '_'));
  for (const table of [...names(schema, /pgTable\(\s*'([a-z_]+)'/g), ...slugs]) owners.set(table, domain);
}

/** Returns the owner of a table; the tables of a collection's arrays and versions begin with the collection's name. */
function findOwner(table: string): string | undefined {
  const name = table.replace(/^_/, '');
  const known = [...owners.keys()].filter((each) => name === each || name.startsWith(`${each}_`));
  return owners.get(known.sort((a, b) => b.length - a.length)[0] ?? '');
}

const mayName = (file: string, table: string): boolean =>
  SHARED_ROOM.test(file) ||
  file.split('/')[2] === findOwner(table) ||
  EXCEPTIONS.some((each) => each[0] === file && each[1] === table);

/** Lists the tables that `text` names. The slug of a collection counts as its table. */
function findTables(text: string): string[] {
  const own = new Set(names(text, LOCAL_NAME));
  const inSql = names(text, SQL_NAME).filter((name) => !own.has(name) && !SYSTEM.test(name));
  return [...new Set([...inSql, ...names(text, LOCAL_API_NAME).map((slug) => slug.replaceAll('-', '_'))])];
}

const sources = projectFiles('src/').filter((file) => /\.tsx?$/.test(file) && file !== 'src/payload-types.ts');

describe('a domain’s tables', () => {
  it('are named only in the domain’s own folders', () => {
    const trespasses = sources.flatMap((file) =>
      findTables(readFileSync(file, 'utf8'))
        .filter((table) => !mayName(file, table))
        .map((table) => `${file} names ${table}`),
    );
    expect(sources.length).toBeGreaterThan(0);
    expect(trespasses).toEqual([]);
  });

  it('each have an owner', () => {
    const made = projectFiles('migrations/').flatMap((file) =>
      file.endsWith('.ts') ? names(readFileSync(file, 'utf8'), /CREATE TABLE "?([a-z_]+)/g) : [],
    );
    expect(made.length).toBeGreaterThan(0);
    expect(made.filter((table) => !findOwner(table) && !table.startsWith('payload'))).toEqual([]);
    expect(['bookings', '_blogs_v', 'product_cards', 'availability_closed_days'].map(findOwner)).toEqual([
      ...['appointments', 'content', 'catalogue', 'appointments'],
    ]);
  });

  it('are found in SQL and in calls of the Local API', () => {
    expect(findTables('sql`SELECT 1 FROM time_slots s JOIN "users" u`')).toEqual(['time_slots', 'users']);
    expect(findTables("payload.find({ collection: 'time-slots' })")).toEqual(['time_slots']);
    expect(findTables("payload.findGlobal({ req, slug: 'settings' })")).toEqual(['settings']);
    expect(findTables("widget({ slug: 'to-confirm' })")).toEqual([]);
    expect(findTables('WITH due AS (DELETE FROM bookings RETURNING id) SELECT id FROM due')).toEqual(['bookings']);
    expect(findTables('SELECT extract(epoch FROM now())')).toEqual([]);
    expect(findTables('WHERE a IS NOT DISTINCT FROM b.c')).toEqual([]);
  });
});
