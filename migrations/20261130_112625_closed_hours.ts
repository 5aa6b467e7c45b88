import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "availability_closed_days" ADD COLUMN "from" varchar;
  ALTER TABLE "availability_closed_days" ADD COLUMN "to" varchar;`)
  // availability_closed_days.constraints.sql
  await db.execute(sql`
ALTER TABLE availability_closed_days
  DROP CONSTRAINT IF EXISTS availability_closed_days_hours,
  -- A whole day, or the hours between two London times.
  ADD CONSTRAINT availability_closed_days_hours CHECK (
    CASE WHEN coalesce("from", '') = '' AND coalesce("to", '') = '' THEN true
      ELSE "from" ~ '^\\d\\d:\\d\\d$' AND "to" ~ '^\\d\\d:\\d\\d$' AND "from" < "to" END IS TRUE
  );
`);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "availability_closed_days" DROP COLUMN "from";
  ALTER TABLE "availability_closed_days" DROP COLUMN "to";`)
}
