import type { MigrateDownArgs, MigrateUpArgs } from '@payloadcms/db-postgres';
import { brandConstraints, dropBrandConstraints } from '../src/database/brand-constraints.ts';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(brandConstraints);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(dropBrandConstraints);
}
