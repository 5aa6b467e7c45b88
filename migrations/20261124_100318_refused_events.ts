import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   CREATE TABLE "refused_events" (
  	"id" uuid PRIMARY KEY NOT NULL,
  	"reason" varchar NOT NULL,
  	"entry" varchar NOT NULL,
  	"event" jsonb NOT NULL,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
  );
  
  ALTER TABLE "payload_locked_documents_rels" ADD COLUMN "refused_events_id" uuid;
  CREATE UNIQUE INDEX "refused_events_entry_idx" ON "refused_events" USING btree ("entry");
  CREATE INDEX "refused_events_updated_at_idx" ON "refused_events" USING btree ("updated_at");
  CREATE INDEX "refused_events_created_at_idx" ON "refused_events" USING btree ("created_at");
  ALTER TABLE "payload_locked_documents_rels" ADD CONSTRAINT "payload_locked_documents_rels_refused_events_fk" FOREIGN KEY ("refused_events_id") REFERENCES "public"."refused_events"("id") ON DELETE cascade ON UPDATE no action;
  CREATE INDEX "payload_locked_documents_rels_refused_events_id_idx" ON "payload_locked_documents_rels" USING btree ("refused_events_id");`)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "refused_events" DISABLE ROW LEVEL SECURITY;
  DROP TABLE "refused_events" CASCADE;
  ALTER TABLE "payload_locked_documents_rels" DROP CONSTRAINT "payload_locked_documents_rels_refused_events_fk";
  
  DROP INDEX "payload_locked_documents_rels_refused_events_id_idx";
  ALTER TABLE "payload_locked_documents_rels" DROP COLUMN "refused_events_id";`)
}
