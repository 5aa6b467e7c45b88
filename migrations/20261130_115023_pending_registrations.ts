import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   CREATE TABLE "pending_registrations" (
  	"customer_id" uuid NOT NULL,
  	"network" text NOT NULL,
  	"password_hash" text NOT NULL,
  	"first_name" text NOT NULL,
  	"last_name" text NOT NULL,
  	"registered_at" timestamp (3) with time zone NOT NULL,
  	CONSTRAINT "pending_registrations_customer_id_network_pk" PRIMARY KEY("customer_id","network")
  );
  `)
  // pending_registrations.constraints.sql
  await db.execute(sql`
ALTER TABLE pending_registrations
  DROP CONSTRAINT IF EXISTS pending_registrations_customer_fk,
  ADD CONSTRAINT pending_registrations_customer_fk
    FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
`);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   DROP TABLE "pending_registrations" CASCADE;`)
}
