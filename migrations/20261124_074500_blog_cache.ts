import type { MigrateDownArgs, MigrateUpArgs } from '@payloadcms/db-postgres';
import { blogCache, dropBlogCache } from '../src/database/blog-cache.ts';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(blogCache);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(dropBlogCache);
}
