import type { MigrateDownArgs, MigrateUpArgs } from '@payloadcms/db-postgres';
import { dropSalesConstraints, salesConstraints } from '../src/database/sales-constraints.ts';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(salesConstraints);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(dropSalesConstraints);
}
