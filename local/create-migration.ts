import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { PostgresAdapter } from '@payloadcms/db-postgres';
import { getPayload } from 'payload';
import { newestMigration, schemaChanges } from './schema-changes.ts';
import { changedSqlObjects, recordSqlObjects, removedSqlObjects, withSqlObjects } from './sql-objects.ts';

/**
 * `npm run migrate:create -- <name>` writes the migration from the newest one's schema to that of the collections, with the
 * text of the files of `src/database/sql` that have changed. With `--blank` it is written although nothing has changed, to be
 * filled in by hand. It needs no database.
 */
const [name, ...rest] = process.argv.slice(2).filter((arg) => arg !== '--blank');
const blank = process.argv.includes('--blank');
if (!name || !/^\w+$/.test(name) || rest.length > 0) {
  console.error('Usage: npm run migrate:create -- <name of letters, digits and _> [--blank]');
  process.exit(2);
}

/** The configuration wants a whole environment, though nothing of it is used here. */
const ENVIRONMENT = {
  PUBLIC_URL: 'http://localhost:3000',
  DATABASE_URL: 'postgres://localhost/unused',
  REDIS_URL: 'redis://localhost',
  SMTP_URL: 'smtp://localhost',
  EMAIL_FROM: 'unused@localhost',
  PAYLOAD_SECRET: 'unused'.repeat(4),
  CUSTOMER_TOKEN_SECRET: 'unused'.repeat(8),
  INTERNAL_TOKENS: 'unused'.repeat(4),
  MEDIA_DIR: 'unused',
  STRIPE_SECRET_KEY: 'sk_test_unused',
  STRIPE_WEBHOOK_SECRET: 'whsec_unused',
  LOG_LEVEL: 'error',
};
Object.assign(process.env, { ...ENVIRONMENT, ...process.env });

const { default: config } = await import('../payload.config.ts');
const payload = await getPayload({ config, disableDBConnect: true, disableOnInit: true });
const adapter = payload.db as unknown as PostgresAdapter;

// What looks like a renaming is asked about; without a terminal Node ends there with 13 and says nothing.
process.on('exit', (code) => {
  if (code === 13) console.error('\nA column or table may have been renamed: run this in a terminal and answer.');
});

const changes = await schemaChanges(adapter);
const changedSql = changedSqlObjects();
const removedSql = removedSqlObjects();
if (changes.length + changedSql.length + removedSql.length === 0 && !blank) {
  console.log('The newest migration has the schema of the collections and src/database/sql: there is nothing to do.');
  process.exit(0);
}
await payload.db.createMigration({ payload, migrationName: name, forceAcceptWarning: true });
const file = newestMigration(adapter, '.ts');
// Payload's template names arguments that hardly any migration uses.
const generated = readFileSync(file, 'utf8').replaceAll('{ db, payload, req }', '{ db }');
writeFileSync(file, withSqlObjects(generated, changedSql));
recordSqlObjects();
// Payload writes the whole schema beside each migration. An unchanged copy is removed.
if (changes.length === 0) rmSync(file.replace(/\.ts$/, '.json'));
console.log(
  `${file}: ${changes.length} statements and ${changedSql.length} files of src/database/sql. Read them before you commit.`,
);
for (const name of removedSql) console.log(`${name} is gone: add the DROP statements for what it held.`);
process.exit(0);
