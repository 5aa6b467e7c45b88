import type { MigrateDownArgs, MigrateUpArgs } from '@payloadcms/db-postgres';
import { cacheGenerations, dropCacheGenerations } from '../src/database/cache-generations.ts';
import { dropProductCards, productCards } from '../src/database/product-cards.ts';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(cacheGenerations);
  for (const statements of productCards) await db.execute(statements);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(dropProductCards);
  await db.execute(dropCacheGenerations);
}
