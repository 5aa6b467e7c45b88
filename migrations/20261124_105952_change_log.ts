import type { MigrateDownArgs, MigrateUpArgs } from '@payloadcms/db-postgres';
import { changeLog, dropChangeLog } from '../src/database/change-log.ts';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(changeLog);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(dropChangeLog);
}
