import type { MigrateDownArgs, MigrateUpArgs } from '@payloadcms/db-postgres';
import { mediaConstraints, dropMediaConstraints } from '../src/database/media-constraints.ts';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(mediaConstraints);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(dropMediaConstraints);
}
