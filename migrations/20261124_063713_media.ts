import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   CREATE TABLE "abandoned_files" (
  	"key" text PRIMARY KEY NOT NULL,
  	"since" timestamp (3) with time zone DEFAULT now() NOT NULL
  );
  
  ALTER TABLE "media" ADD COLUMN "original_name" varchar;
  CREATE INDEX "abandoned_files_since_idx" ON "abandoned_files" USING btree ("since");`)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   DROP TABLE "abandoned_files" CASCADE;
  ALTER TABLE "media" DROP COLUMN "original_name";`)
}
