import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   CREATE TABLE "analytics_settings_funnels_steps" (
  	"_order" integer NOT NULL,
  	"_parent_id" varchar NOT NULL,
  	"id" varchar PRIMARY KEY NOT NULL,
  	"label" varchar NOT NULL,
  	"event" varchar NOT NULL,
  	"page" varchar
  );
  
  CREATE TABLE "analytics_settings_funnels" (
  	"_order" integer NOT NULL,
  	"_parent_id" uuid NOT NULL,
  	"id" varchar PRIMARY KEY NOT NULL,
  	"key" varchar NOT NULL,
  	"name" varchar NOT NULL,
  	"window_hours" numeric DEFAULT 24 NOT NULL
  );
  
  CREATE TABLE "analytics_settings" (
  	"id" uuid PRIMARY KEY NOT NULL,
  	"retention_months" numeric DEFAULT 25 NOT NULL,
  	"updated_at" timestamp(3) with time zone,
  	"created_at" timestamp(3) with time zone
  );
  
  CREATE TABLE "analytics_counts" (
  	"metric" text COLLATE "C" NOT NULL,
  	"day" date NOT NULL,
  	"key" text COLLATE "C" NOT NULL,
  	"count" bigint NOT NULL,
  	"amount" bigint NOT NULL,
  	CONSTRAINT "analytics_counts_metric_day_key_pk" PRIMARY KEY("metric","day","key")
  );
  
  CREATE TABLE "analytics_deltas" (
  	"metric" text COLLATE "C" NOT NULL,
  	"day" date NOT NULL,
  	"key" text COLLATE "C" NOT NULL,
  	"count" bigint NOT NULL,
  	"amount" bigint NOT NULL
  );
  
  CREATE TABLE "analytics_seen" (
  	"day" date NOT NULL,
  	"kind" text COLLATE "C" NOT NULL,
  	"id" bigint NOT NULL,
  	CONSTRAINT "analytics_seen_day_kind_id_pk" PRIMARY KEY("day","kind","id")
  );
  
  CREATE TABLE "analytics_identities" (
  	"user_id" uuid NOT NULL,
  	"session_id" text COLLATE "C" NOT NULL,
  	"day" date NOT NULL,
  	CONSTRAINT "analytics_identities_user_id_session_id_pk" PRIMARY KEY("user_id","session_id")
  );
  
  CREATE TABLE "analytics_funnel_steps" (
  	"funnel" text NOT NULL,
  	"position" integer NOT NULL,
  	"event" text NOT NULL,
  	"page" text NOT NULL,
  	"window_minutes" integer NOT NULL,
  	CONSTRAINT "analytics_funnel_steps_funnel_position_pk" PRIMARY KEY("funnel","position")
  );
  
  CREATE TABLE "analytics_step_events" (
  	"event_id" uuid NOT NULL,
  	"type" text NOT NULL,
  	"page" text NOT NULL,
  	"session_id" text COLLATE "C",
  	"user_id" uuid,
  	"occurred_at" timestamp (3) with time zone NOT NULL
  );
  
  CREATE TABLE "analytics_funnel_queue" (
  	"id" bigserial PRIMARY KEY NOT NULL,
  	"sessions" text[] NOT NULL,
  	"users" uuid[] NOT NULL
  );
  
  CREATE TABLE "analytics_funnel_progress" (
  	"funnel" text NOT NULL,
  	"session_id" text COLLATE "C" NOT NULL,
  	"day" date NOT NULL,
  	"reached" integer NOT NULL,
  	CONSTRAINT "analytics_funnel_progress_session_id_funnel_pk" PRIMARY KEY("session_id","funnel")
  );
  
  CREATE TABLE "analytics_stale_days" (
  	"day" date PRIMARY KEY NOT NULL
  );
  
  CREATE TABLE "analytics_retention" (
  	"single" boolean PRIMARY KEY DEFAULT true NOT NULL,
  	"retained_from" date NOT NULL
  );
  
  ALTER TABLE "analytics_settings_funnels_steps" ADD CONSTRAINT "analytics_settings_funnels_steps_parent_id_fk" FOREIGN KEY ("_parent_id") REFERENCES "public"."analytics_settings_funnels"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "analytics_settings_funnels" ADD CONSTRAINT "analytics_settings_funnels_parent_id_fk" FOREIGN KEY ("_parent_id") REFERENCES "public"."analytics_settings"("id") ON DELETE cascade ON UPDATE no action;
  CREATE INDEX "analytics_settings_funnels_steps_order_idx" ON "analytics_settings_funnels_steps" USING btree ("_order");
  CREATE INDEX "analytics_settings_funnels_steps_parent_id_idx" ON "analytics_settings_funnels_steps" USING btree ("_parent_id");
  CREATE INDEX "analytics_settings_funnels_order_idx" ON "analytics_settings_funnels" USING btree ("_order");
  CREATE INDEX "analytics_settings_funnels_parent_id_idx" ON "analytics_settings_funnels" USING btree ("_parent_id");
  CREATE INDEX "analytics_identities_session_idx" ON "analytics_identities" USING btree ("session_id");
  CREATE INDEX "analytics_step_events_occurred_brin" ON "analytics_step_events" USING brin ("occurred_at");
  CREATE INDEX "analytics_step_events_session_idx" ON "analytics_step_events" USING btree ("session_id") WHERE session_id IS NOT NULL;
  CREATE INDEX "analytics_step_events_user_idx" ON "analytics_step_events" USING btree ("user_id") WHERE session_id IS NULL AND user_id IS NOT NULL;

  -- The funnels that the settings have until somebody saves them.
  INSERT INTO analytics_funnel_steps (funnel, position, event, page, window_minutes) VALUES
    ('appointment', 1, 'page_view', '/appointments', 1440),
    ('appointment', 2, 'booking_started', '', 1440),
    ('appointment', 3, 'slot_selected', '', 1440),
    ('appointment', 4, 'booking_created', '', 1440),
    ('purchase', 1, 'product_viewed', '', 1440),
    ('purchase', 2, 'add_to_basket', '', 1440),
    ('purchase', 3, 'checkout_started', '', 1440),
    ('purchase', 4, 'conversion', '', 1440);`)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   DROP TABLE "analytics_settings_funnels_steps" CASCADE;
  DROP TABLE "analytics_settings_funnels" CASCADE;
  DROP TABLE "analytics_settings" CASCADE;
  DROP TABLE "analytics_counts" CASCADE;
  DROP TABLE "analytics_deltas" CASCADE;
  DROP TABLE "analytics_seen" CASCADE;
  DROP TABLE "analytics_identities" CASCADE;
  DROP TABLE "analytics_funnel_steps" CASCADE;
  DROP TABLE "analytics_step_events" CASCADE;
  DROP TABLE "analytics_funnel_queue" CASCADE;
  DROP TABLE "analytics_funnel_progress" CASCADE;
  DROP TABLE "analytics_stale_days" CASCADE;
  DROP TABLE "analytics_retention" CASCADE;`)
}
