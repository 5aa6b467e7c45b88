import type { MigrateDownArgs, MigrateUpArgs } from '@payloadcms/db-postgres';
import { brochureConstraints, dropBrochureConstraints } from '../src/database/brochure-constraints.ts';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(brochureConstraints);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(dropBrochureConstraints);
}
