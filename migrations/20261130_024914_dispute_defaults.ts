import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

// Web and worker of the last release, which run on while this one is rolled out, write disputes without these columns.

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "disputes" ALTER COLUMN "status_at" SET DEFAULT '1970-01-01T00:00:00.000Z';
  ALTER TABLE "disputes" ALTER COLUMN "holds_money" SET DEFAULT true;
  ALTER TABLE "disputes" ALTER COLUMN "lost" SET DEFAULT false;`)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "disputes" ALTER COLUMN "status_at" DROP DEFAULT;
  ALTER TABLE "disputes" ALTER COLUMN "holds_money" DROP DEFAULT;
  ALTER TABLE "disputes" ALTER COLUMN "lost" DROP DEFAULT;`)
}
