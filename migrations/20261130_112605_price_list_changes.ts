import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   CREATE TABLE "price_list_changes" (
  	"list_id" uuid NOT NULL,
  	"product_id" uuid NOT NULL,
  	"from_price" integer NOT NULL,
  	"to_price" integer NOT NULL,
  	"applied_by" uuid NOT NULL,
  	"applied_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  	"undone_at" timestamp (3) with time zone,
  	CONSTRAINT "price_list_changes_list_id_product_id_pk" PRIMARY KEY("list_id","product_id")
  );
  
  CREATE INDEX "price_list_changes_applied_idx" ON "price_list_changes" USING btree ("applied_at");`)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   DROP TABLE "price_list_changes" CASCADE;`)
}
