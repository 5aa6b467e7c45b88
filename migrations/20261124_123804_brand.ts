import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "settings" ADD COLUMN "brand_line" varchar;
  ALTER TABLE "settings" ADD COLUMN "brand_colour" varchar;
  ALTER TABLE "settings" ADD COLUMN "brand_logo_id" uuid;
  ALTER TABLE "settings" ADD COLUMN "brand_logo_on_dark_id" uuid;
  ALTER TABLE "settings" ADD COLUMN "brand_icon_id" uuid;
  ALTER TABLE "settings" ADD COLUMN "brand_email_logo_id" uuid;
  ALTER TABLE "settings" ADD CONSTRAINT "settings_brand_logo_id_media_id_fk" FOREIGN KEY ("brand_logo_id") REFERENCES "public"."media"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "settings" ADD CONSTRAINT "settings_brand_logo_on_dark_id_media_id_fk" FOREIGN KEY ("brand_logo_on_dark_id") REFERENCES "public"."media"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "settings" ADD CONSTRAINT "settings_brand_icon_id_media_id_fk" FOREIGN KEY ("brand_icon_id") REFERENCES "public"."media"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "settings" ADD CONSTRAINT "settings_brand_email_logo_id_media_id_fk" FOREIGN KEY ("brand_email_logo_id") REFERENCES "public"."media"("id") ON DELETE set null ON UPDATE no action;
  CREATE INDEX "settings_brand_brand_logo_idx" ON "settings" USING btree ("brand_logo_id");
  CREATE INDEX "settings_brand_brand_logo_on_dark_idx" ON "settings" USING btree ("brand_logo_on_dark_id");
  CREATE INDEX "settings_brand_brand_icon_idx" ON "settings" USING btree ("brand_icon_id");
  CREATE INDEX "settings_brand_brand_email_logo_idx" ON "settings" USING btree ("brand_email_logo_id");`)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "settings" DROP CONSTRAINT "settings_brand_logo_id_media_id_fk";
  
  ALTER TABLE "settings" DROP CONSTRAINT "settings_brand_logo_on_dark_id_media_id_fk";
  
  ALTER TABLE "settings" DROP CONSTRAINT "settings_brand_icon_id_media_id_fk";
  
  ALTER TABLE "settings" DROP CONSTRAINT "settings_brand_email_logo_id_media_id_fk";
  
  DROP INDEX "settings_brand_brand_logo_idx";
  DROP INDEX "settings_brand_brand_logo_on_dark_idx";
  DROP INDEX "settings_brand_brand_icon_idx";
  DROP INDEX "settings_brand_brand_email_logo_idx";
  ALTER TABLE "settings" DROP COLUMN "brand_line";
  ALTER TABLE "settings" DROP COLUMN "brand_colour";
  ALTER TABLE "settings" DROP COLUMN "brand_logo_id";
  ALTER TABLE "settings" DROP COLUMN "brand_logo_on_dark_id";
  ALTER TABLE "settings" DROP COLUMN "brand_icon_id";
  ALTER TABLE "settings" DROP COLUMN "brand_email_logo_id";`)
}
