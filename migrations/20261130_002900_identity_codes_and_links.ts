import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   CREATE TABLE "used_codes" (
  	"id" uuid PRIMARY KEY NOT NULL,
  	"customer_id" uuid NOT NULL,
  	"used_at" timestamp (3) with time zone DEFAULT now() NOT NULL
  );
  
  CREATE TABLE "former_emails" (
  	"customer_id" uuid NOT NULL,
  	"email" text NOT NULL,
  	"until" timestamp (3) with time zone DEFAULT now() NOT NULL,
  	CONSTRAINT "former_emails_customer_id_email_pk" PRIMARY KEY("customer_id","email")
  );
  
  CREATE TABLE "staff_reset_tokens" (
  	"token_hash" text PRIMARY KEY NOT NULL,
  	"staff_id" uuid NOT NULL,
  	"expires_at" timestamp (3) with time zone NOT NULL
  );
  
  ALTER TABLE "ranges" ALTER COLUMN "slug" DROP NOT NULL;
  ALTER TABLE "styles" ALTER COLUMN "slug" DROP NOT NULL;
  ALTER TABLE "finishes" ALTER COLUMN "slug" DROP NOT NULL;
  ALTER TABLE "colours" ALTER COLUMN "slug" DROP NOT NULL;
  ALTER TABLE "showrooms" ALTER COLUMN "slug" DROP NOT NULL;
  ALTER TABLE "settings" ADD COLUMN "retention_booking_months" numeric DEFAULT 72 NOT NULL;
  ALTER TABLE "settings" ADD COLUMN "retention_brochure_request_months" numeric DEFAULT 24 NOT NULL;
  ALTER TABLE "settings" ADD COLUMN "retention_event_months" numeric DEFAULT 24 NOT NULL;
  ALTER TABLE "settings" ADD COLUMN "retention_unverified_account_days" numeric DEFAULT 7 NOT NULL;
  CREATE INDEX "used_codes_customer_idx" ON "used_codes" USING btree ("customer_id");
  CREATE INDEX "used_codes_used_idx" ON "used_codes" USING btree ("used_at");
  CREATE INDEX "former_emails_email_idx" ON "former_emails" USING btree ("email");
  CREATE INDEX "staff_reset_tokens_staff_idx" ON "staff_reset_tokens" USING btree ("staff_id");`)
  // domain_events.constraints.sql
  await db.execute(sql`
-- For the export and erasure of one customer's data.
CREATE INDEX IF NOT EXISTS domain_events_user_idx ON domain_events ((payload->>'userId'));

-- For the export and erasure of what hangs on an address.
CREATE INDEX IF NOT EXISTS domain_events_email_idx ON domain_events ((payload->>'email'))
  WHERE payload->>'email' IS NOT NULL;

-- For the export and erasure of one request for a brochure.
CREATE INDEX IF NOT EXISTS domain_events_brochure_request_idx ON domain_events ((payload->>'brochureRequestId'))
  WHERE payload->>'brochureRequestId' IS NOT NULL;

-- For the timeline of one order.
CREATE INDEX IF NOT EXISTS domain_events_order_idx ON domain_events ((payload->>'orderId'))
  WHERE payload->>'orderId' IS NOT NULL;

-- For the history of one booking.
CREATE INDEX IF NOT EXISTS domain_events_booking_idx ON domain_events ((payload->>'bookingId'))
  WHERE payload->>'bookingId' IS NOT NULL;
`);
  await db.execute(sql`DROP INDEX domain_events_brochure_email_idx`);
  // former_emails.constraints.sql
  await db.execute(sql`
ALTER TABLE former_emails
  DROP CONSTRAINT IF EXISTS former_emails_customer_fk,
  ADD CONSTRAINT former_emails_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
`);
  // staff_reset_tokens.constraints.sql
  await db.execute(sql`
ALTER TABLE staff_reset_tokens
  DROP CONSTRAINT IF EXISTS staff_reset_tokens_staff_fk,
  ADD CONSTRAINT staff_reset_tokens_staff_fk FOREIGN KEY (staff_id) REFERENCES users (id) ON DELETE CASCADE;
`);
  // used_codes.constraints.sql
  await db.execute(sql`
ALTER TABLE used_codes
  DROP CONSTRAINT IF EXISTS used_codes_customer_fk,
  ADD CONSTRAINT used_codes_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
`);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
  DROP INDEX domain_events_email_idx;
  DROP INDEX domain_events_brochure_request_idx;`);
  // domain_events.constraints.sql
  await db.execute(sql`
-- For the export and erasure of one customer's data.
CREATE INDEX IF NOT EXISTS domain_events_user_idx ON domain_events ((payload->>'userId'));

-- For the export and erasure of the brochure requests of one address.
CREATE INDEX IF NOT EXISTS domain_events_brochure_email_idx ON domain_events ((payload->>'email'))
  WHERE topic = 'brochure.requested';

-- For the timeline of one order.
CREATE INDEX IF NOT EXISTS domain_events_order_idx ON domain_events ((payload->>'orderId'))
  WHERE payload->>'orderId' IS NOT NULL;

-- For the history of one booking.
CREATE INDEX IF NOT EXISTS domain_events_booking_idx ON domain_events ((payload->>'bookingId'))
  WHERE payload->>'bookingId' IS NOT NULL;
`);
  await db.execute(sql`
   ALTER TABLE "used_codes" DISABLE ROW LEVEL SECURITY;
  ALTER TABLE "former_emails" DISABLE ROW LEVEL SECURITY;
  ALTER TABLE "staff_reset_tokens" DISABLE ROW LEVEL SECURITY;
  DROP TABLE "used_codes" CASCADE;
  DROP TABLE "former_emails" CASCADE;
  DROP TABLE "staff_reset_tokens" CASCADE;
  ALTER TABLE "ranges" ALTER COLUMN "slug" SET NOT NULL;
  ALTER TABLE "styles" ALTER COLUMN "slug" SET NOT NULL;
  ALTER TABLE "finishes" ALTER COLUMN "slug" SET NOT NULL;
  ALTER TABLE "colours" ALTER COLUMN "slug" SET NOT NULL;
  ALTER TABLE "showrooms" ALTER COLUMN "slug" SET NOT NULL;
  ALTER TABLE "settings" DROP COLUMN "retention_booking_months";
  ALTER TABLE "settings" DROP COLUMN "retention_brochure_request_months";
  ALTER TABLE "settings" DROP COLUMN "retention_event_months";
  ALTER TABLE "settings" DROP COLUMN "retention_unverified_account_days";`)
}
