import type { MigrateDownArgs, MigrateUpArgs } from '@payloadcms/db-postgres';
import { domainConstraints, dropDomainConstraints } from '../src/database/constraints.ts';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(domainConstraints);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(dropDomainConstraints);
}
