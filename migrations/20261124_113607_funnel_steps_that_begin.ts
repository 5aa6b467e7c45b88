import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "analytics_funnel_steps" ADD COLUMN "begins" boolean;
  UPDATE "analytics_funnel_steps" AS step SET "begins" = NOT EXISTS (
    SELECT 1 FROM "analytics_funnel_steps" AS other WHERE other."event" = step."event" AND other."position" > 1);
  ALTER TABLE "analytics_funnel_steps" ALTER COLUMN "begins" SET NOT NULL;`)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "analytics_funnel_steps" DROP COLUMN "begins";`)
}
