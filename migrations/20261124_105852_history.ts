import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   CREATE TABLE "changes" (
  	"id" uuid PRIMARY KEY NOT NULL,
  	"at" timestamp(3) with time zone NOT NULL,
  	"entity" varchar NOT NULL,
  	"document" varchar,
  	"label" varchar,
  	"action" varchar NOT NULL,
  	"actor" varchar NOT NULL,
  	"actor_id" varchar,
  	"correlation_id" varchar,
  	"fields" jsonb NOT NULL
  );
  
  ALTER TABLE "domain_events" ADD COLUMN "traceparent" varchar;
  ALTER TABLE "payload_locked_documents_rels" ADD COLUMN "changes_id" uuid;
  CREATE INDEX "changes_at_idx" ON "changes" USING btree ("at");
  CREATE INDEX "changes_document_idx" ON "changes" USING btree ("document");
  CREATE INDEX "changes_actor_id_idx" ON "changes" USING btree ("actor_id");
  ALTER TABLE "payload_locked_documents_rels" ADD CONSTRAINT "payload_locked_documents_rels_changes_fk" FOREIGN KEY ("changes_id") REFERENCES "public"."changes"("id") ON DELETE cascade ON UPDATE no action;
  CREATE INDEX "payload_locked_documents_rels_changes_id_idx" ON "payload_locked_documents_rels" USING btree ("changes_id");`)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "changes" DISABLE ROW LEVEL SECURITY;
  DROP TABLE "changes" CASCADE;
  ALTER TABLE "payload_locked_documents_rels" DROP CONSTRAINT "payload_locked_documents_rels_changes_fk";
  
  DROP INDEX "payload_locked_documents_rels_changes_id_idx";
  ALTER TABLE "domain_events" DROP COLUMN "traceparent";
  ALTER TABLE "payload_locked_documents_rels" DROP COLUMN "changes_id";`)
}
