import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "bookings" ALTER COLUMN "email" DROP NOT NULL;
  ALTER TABLE "bookings" ALTER COLUMN "address" DROP NOT NULL;
  ALTER TABLE "bookings" ALTER COLUMN "postcode" DROP NOT NULL;
  ALTER TABLE "brochure_requests" ALTER COLUMN "phone" DROP NOT NULL;
  ALTER TABLE "brochure_requests" ALTER COLUMN "address" DROP NOT NULL;
  ALTER TABLE "brochure_requests" ALTER COLUMN "postcode" DROP NOT NULL;
  ALTER TABLE "bookings" ADD COLUMN "cancel_reason" varchar;
  ALTER TABLE "availability" ADD COLUMN "change_deadline_hours" numeric DEFAULT 2 NOT NULL;`)
  // bookings.constraints.sql
  await db.execute(sql`
ALTER TABLE bookings
  DROP CONSTRAINT IF EXISTS bookings_for_a_room,
  ADD CONSTRAINT bookings_for_a_room
    CHECK (for_kitchen IS TRUE OR for_bedroom IS TRUE),
  -- Who comes to a showroom after a call may leave no more than a name and a number.
  DROP CONSTRAINT IF EXISTS bookings_can_be_reached,
  ADD CONSTRAINT bookings_can_be_reached
    CHECK (type = 'SHOWROOM' OR (email IS NOT NULL AND address IS NOT NULL AND postcode IS NOT NULL));
`);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  // bookings.constraints.sql
  await db.execute(sql`
ALTER TABLE bookings
  DROP CONSTRAINT IF EXISTS bookings_for_a_room,
  ADD CONSTRAINT bookings_for_a_room
    CHECK (for_kitchen IS TRUE OR for_bedroom IS TRUE),
  DROP CONSTRAINT bookings_can_be_reached;
`);
  await db.execute(sql`
   ALTER TABLE "bookings" ALTER COLUMN "email" SET NOT NULL;
  ALTER TABLE "bookings" ALTER COLUMN "address" SET NOT NULL;
  ALTER TABLE "bookings" ALTER COLUMN "postcode" SET NOT NULL;
  ALTER TABLE "brochure_requests" ALTER COLUMN "phone" SET NOT NULL;
  ALTER TABLE "brochure_requests" ALTER COLUMN "address" SET NOT NULL;
  ALTER TABLE "brochure_requests" ALTER COLUMN "postcode" SET NOT NULL;
  ALTER TABLE "bookings" DROP COLUMN "cancel_reason";
  ALTER TABLE "availability" DROP COLUMN "change_deadline_hours";`)
}
