import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresAdapter } from '@payloadcms/db-postgres';

/** The newest file of `migrations/` that ends in `suffix`. @throws when there is none. */
export function newestMigration({ migrationDir }: PostgresAdapter, suffix: '.ts' | '.json'): string {
  const name = readdirSync(migrationDir)
    .filter((file) => file.endsWith(suffix) && file !== 'index.ts')
    .sort()
    .at(-1);
  if (name === undefined) throw new Error(`There is no migration in ${migrationDir}.`);
  return join(migrationDir, name);
}

/** The SQL statements that lead from the schema of the newest migration to that of the collections; none when they agree. */
export async function schemaChanges(adapter: PostgresAdapter): Promise<string[]> {
  const { generateDrizzleJson, generateMigration } = adapter.requireDrizzleKit();
  const before = JSON.parse(readFileSync(newestMigration(adapter, '.json'), 'utf8'));
  return generateMigration(before, await generateDrizzleJson(adapter.schema));
}
