import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "products" ADD COLUMN "saved_by" varchar;
  ALTER TABLE "_products_v" ADD COLUMN "version_saved_by" varchar;
  ALTER TABLE "blogs" ADD COLUMN "saved_by" varchar;
  ALTER TABLE "_blogs_v" ADD COLUMN "version_saved_by" varchar;`)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "products" DROP COLUMN "saved_by";
  ALTER TABLE "_products_v" DROP COLUMN "version_saved_by";
  ALTER TABLE "blogs" DROP COLUMN "saved_by";
  ALTER TABLE "_blogs_v" DROP COLUMN "version_saved_by";`)
}
