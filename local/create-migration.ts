import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { PostgresAdapter } from '@payloadcms/db-postgres';
import { getPayload } from 'payload';
import { parseEnv } from '../src/processes/env.ts';
import { EXAMPLE_ENV } from '../src/processes/example-env.ts';
import { siteConfig } from '../src/processes/site-config.ts';
import { findNewestMigration, listSchemaChanges } from './list-schema-changes.ts';
import { listChangedSqlObjects, listRemovedSqlObjects, recordSqlObjects, withSqlObjects } from './sql-objects.ts';

/**
 * `npm run migrate:create -- <name>` creates a migration from the schema of the newest migration to the schema of the
 * collections, and adds the parts of `src/database/schema/*.sql` that have changed. With `--blank` it creates a migration even if
 * nothing has changed, for statements that are written by hand. It needs no database.
 */
const [name, ...rest] = process.argv.slice(2).filter((arg) => arg !== '--blank');
const blank = process.argv.includes('--blank');
if (!name || !/^\w+$/.test(name) || rest.length > 0) {
  console.error('Usage: npm run migrate:create -- <name of letters, digits and _> [--blank]');
  process.exit(2);
}

const config = siteConfig(parseEnv({ ...EXAMPLE_ENV, ...process.env }));
const payload = await getPayload({ config, disableDBConnect: true, disableOnInit: true });
const adapter = payload.db as unknown as PostgresAdapter;

// Drizzle asks whether a column or table was renamed. Without a terminal, Node exits at the question, with code 13 and no message.
process.on('exit', (code) => {
  if (code === 13)
    console.error('\nA column or table may have been renamed. Run this command in a terminal to answer the question.');
});

const changes = await listSchemaChanges(adapter);
const changedSql = listChangedSqlObjects();
const removedSql = listRemovedSqlObjects();
if (changes.length + changedSql.length + removedSql.length === 0 && !blank) {
  console.log(
    'The newest migration already matches the collections and the SQL of src/database/schema. There is nothing to do.',
  );
  process.exit(0);
}
await payload.db.createMigration({ payload, migrationName: name, forceAcceptWarning: true });
const file = findNewestMigration(adapter, '.ts');
// Removes arguments that Payload's template declares, but that hardly any migration uses.
const generated = readFileSync(file, 'utf8').replaceAll('{ db, payload, req }', '{ db }');
writeFileSync(file, withSqlObjects(generated, changedSql));
recordSqlObjects();
// Payload writes the whole schema beside each migration. An unchanged copy is removed.
if (changes.length === 0) rmSync(file.replace(/\.ts$/, '.json'));
console.log(
  `Created ${file} with ${changes.length} schema statement(s) and ${changedSql.length} changed part(s) of src/database/schema. Review it, then run "npm run generate" and "npm run schema:update".`,
);
for (const name of removedSql) console.log(`${name} was deleted. Add DROP statements for the objects that it defined.`);
process.exit(0);
