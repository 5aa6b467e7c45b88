import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresAdapter } from '@payloadcms/db-postgres';

/** The path of the newest file in `migrations/` that ends in `suffix`. @throws if there is none. */
export function findNewestMigration({ migrationDir }: PostgresAdapter, suffix: '.ts' | '.json'): string {
  const name = readdirSync(migrationDir)
    .filter((file) => file.endsWith(suffix) && file !== 'index.ts')
    .sort()
    .at(-1);
  if (name === undefined) throw new Error(`There is no migration in ${migrationDir}.`);
  return join(migrationDir, name);
}

/**
 * The SQL statements that change the schema of the newest migration into the schema of the collections; empty if the two are
 * equal.
 */
export async function listSchemaChanges(adapter: PostgresAdapter): Promise<string[]> {
  const { generateDrizzleJson, generateMigration } = adapter.requireDrizzleKit();
  const before = JSON.parse(readFileSync(findNewestMigration(adapter, '.json'), 'utf8'));
  return generateMigration(before, await generateDrizzleJson(adapter.schema));
}
