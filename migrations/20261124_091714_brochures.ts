import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   CREATE TYPE "public"."enum_brochure_requests_problem" AS ENUM('NO_DEFAULT', 'FILE_MISSING', 'FAILED', 'REFUSED');
  CREATE TABLE "brochures" (
  	"id" uuid PRIMARY KEY NOT NULL,
  	"title" varchar NOT NULL,
  	"cover_id" uuid,
  	"is_default" boolean DEFAULT false,
  	"archived_at" timestamp(3) with time zone,
  	"original_name" varchar,
  	"key" varchar,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"url" varchar,
  	"thumbnail_u_r_l" varchar,
  	"filename" varchar,
  	"mime_type" varchar,
  	"filesize" numeric,
  	"width" numeric,
  	"height" numeric
  );
  
  CREATE TABLE "brochure_requests" (
  	"id" uuid PRIMARY KEY NOT NULL,
  	"first_name" varchar NOT NULL,
  	"last_name" varchar NOT NULL,
  	"email" varchar NOT NULL,
  	"phone" varchar NOT NULL,
  	"address" varchar NOT NULL,
  	"postcode" varchar NOT NULL,
  	"brochure_id" uuid,
  	"delivered_at" timestamp(3) with time zone,
  	"problem" "enum_brochure_requests_problem",
  	"resending_since" timestamp(3) with time zone,
  	"sent_again_at" timestamp(3) with time zone,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
  );
  
  ALTER TABLE "payload_locked_documents_rels" ADD COLUMN "brochures_id" uuid;
  ALTER TABLE "payload_locked_documents_rels" ADD COLUMN "brochure_requests_id" uuid;
  ALTER TABLE "brochures" ADD CONSTRAINT "brochures_cover_id_media_id_fk" FOREIGN KEY ("cover_id") REFERENCES "public"."media"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "brochure_requests" ADD CONSTRAINT "brochure_requests_brochure_id_brochures_id_fk" FOREIGN KEY ("brochure_id") REFERENCES "public"."brochures"("id") ON DELETE set null ON UPDATE no action;
  CREATE INDEX "brochures_cover_idx" ON "brochures" USING btree ("cover_id");
  CREATE UNIQUE INDEX "brochures_key_idx" ON "brochures" USING btree ("key");
  CREATE INDEX "brochures_updated_at_idx" ON "brochures" USING btree ("updated_at");
  CREATE INDEX "brochures_created_at_idx" ON "brochures" USING btree ("created_at");
  CREATE UNIQUE INDEX "brochures_filename_idx" ON "brochures" USING btree ("filename");
  CREATE INDEX "brochure_requests_email_idx" ON "brochure_requests" USING btree ("email");
  CREATE INDEX "brochure_requests_brochure_idx" ON "brochure_requests" USING btree ("brochure_id");
  CREATE INDEX "brochure_requests_delivered_at_idx" ON "brochure_requests" USING btree ("delivered_at");
  CREATE INDEX "brochure_requests_problem_idx" ON "brochure_requests" USING btree ("problem");
  CREATE INDEX "brochure_requests_updated_at_idx" ON "brochure_requests" USING btree ("updated_at");
  CREATE INDEX "brochure_requests_created_at_idx" ON "brochure_requests" USING btree ("created_at");
  CREATE INDEX "brochure_requests_undelivered_idx" ON "brochure_requests" USING btree ("created_at") WHERE delivered_at IS NULL;
  ALTER TABLE "payload_locked_documents_rels" ADD CONSTRAINT "payload_locked_documents_rels_brochures_fk" FOREIGN KEY ("brochures_id") REFERENCES "public"."brochures"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "payload_locked_documents_rels" ADD CONSTRAINT "payload_locked_documents_rels_brochure_requests_fk" FOREIGN KEY ("brochure_requests_id") REFERENCES "public"."brochure_requests"("id") ON DELETE cascade ON UPDATE no action;
  CREATE INDEX "payload_locked_documents_rels_brochures_id_idx" ON "payload_locked_documents_rels" USING btree ("brochures_id");
  CREATE INDEX "payload_locked_documents_rels_brochure_requests_id_idx" ON "payload_locked_documents_rels" USING btree ("brochure_requests_id");`)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "brochures" DISABLE ROW LEVEL SECURITY;
  ALTER TABLE "brochure_requests" DISABLE ROW LEVEL SECURITY;
  DROP TABLE "brochures" CASCADE;
  DROP TABLE "brochure_requests" CASCADE;
  ALTER TABLE "payload_locked_documents_rels" DROP CONSTRAINT "payload_locked_documents_rels_brochures_fk";
  
  ALTER TABLE "payload_locked_documents_rels" DROP CONSTRAINT "payload_locked_documents_rels_brochure_requests_fk";
  
  DROP INDEX "payload_locked_documents_rels_brochures_id_idx";
  DROP INDEX "payload_locked_documents_rels_brochure_requests_id_idx";
  ALTER TABLE "payload_locked_documents_rels" DROP COLUMN "brochures_id";
  ALTER TABLE "payload_locked_documents_rels" DROP COLUMN "brochure_requests_id";
  DROP TYPE "public"."enum_brochure_requests_problem";`)
}
