import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   CREATE TABLE "content_task_requests" (
  	"id" uuid PRIMARY KEY NOT NULL,
  	"task" text NOT NULL,
  	"detail" text NOT NULL,
  	"requested_at" timestamp (3) with time zone DEFAULT now() NOT NULL
  );
  
  CREATE TABLE "content_task_runs" (
  	"id" uuid PRIMARY KEY NOT NULL,
  	"task" text NOT NULL,
  	"details" text[] NOT NULL,
  	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  	"attempts" integer DEFAULT 0 NOT NULL,
  	"next_attempt_at" timestamp (3) with time zone NOT NULL,
  	"claim_token" uuid,
  	"error" text,
  	"done_at" timestamp (3) with time zone,
  	"result" jsonb
  );
  
  CREATE TABLE "sitemap_parts" (
  	"generation" uuid NOT NULL,
  	"part" integer NOT NULL,
  	"begun_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  	"urls" integer,
  	"etag" text,
  	CONSTRAINT "sitemap_parts_generation_part_pk" PRIMARY KEY("generation","part")
  );
  
  CREATE INDEX "content_task_requests_due_idx" ON "content_task_requests" USING btree ("task","requested_at");
  CREATE UNIQUE INDEX "content_task_runs_open_idx" ON "content_task_runs" USING btree ("task") WHERE done_at IS NULL;
  CREATE INDEX "content_task_runs_done_idx" ON "content_task_runs" USING btree ("task","done_at");
  CREATE INDEX "sitemap_parts_begun_idx" ON "sitemap_parts" USING btree ("begun_at");`)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   DROP TABLE "content_task_requests" CASCADE;
  DROP TABLE "content_task_runs" CASCADE;
  DROP TABLE "sitemap_parts" CASCADE;`)
}
