import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   CREATE TABLE "cache_generations" (
  	"cache" text PRIMARY KEY NOT NULL,
  	"generation" bigint NOT NULL
  );
  
  CREATE TABLE "cache_changes" (
  	"id" bigserial PRIMARY KEY NOT NULL,
  	"cache" text NOT NULL
  );
  
  CREATE TABLE "product_cards" (
  	"product_id" uuid PRIMARY KEY NOT NULL,
  	"live" boolean NOT NULL,
  	"slug" text NOT NULL,
  	"title_key" text COLLATE "C" NOT NULL,
  	"category" text NOT NULL,
  	"style" text,
  	"range" text,
  	"finish" text,
  	"colours" text[] NOT NULL,
  	"price" integer NOT NULL,
  	"in_stock" boolean NOT NULL,
  	"created_at" timestamp (3) with time zone NOT NULL,
  	"card" text NOT NULL,
  	"search" "tsvector" NOT NULL,
  	"search_text" text NOT NULL,
  	"is_news" boolean NOT NULL,
  	"announced_live" boolean DEFAULT false NOT NULL
  );
  
  CREATE INDEX "product_cards_created_idx" ON "product_cards" USING btree ("created_at","product_id") WHERE live;
  CREATE INDEX "product_cards_price_idx" ON "product_cards" USING btree ("price","product_id") WHERE live;
  CREATE INDEX "product_cards_title_idx" ON "product_cards" USING btree ("title_key","product_id") WHERE live;
  CREATE INDEX "product_cards_category_created_idx" ON "product_cards" USING btree ("category","created_at","product_id") WHERE live;
  CREATE INDEX "product_cards_category_price_idx" ON "product_cards" USING btree ("category","price","product_id") WHERE live;
  CREATE INDEX "product_cards_category_title_idx" ON "product_cards" USING btree ("category","title_key","product_id") WHERE live;
  CREATE INDEX "product_cards_slug_idx" ON "product_cards" USING btree ("slug") WHERE live;
  CREATE INDEX "product_cards_style_idx" ON "product_cards" USING btree ("style") WHERE live;
  CREATE INDEX "product_cards_range_idx" ON "product_cards" USING btree ("range") WHERE live;
  CREATE INDEX "product_cards_finish_idx" ON "product_cards" USING btree ("finish") WHERE live;
  CREATE INDEX "product_cards_colours_idx" ON "product_cards" USING gin ("colours") WHERE live;
  CREATE INDEX "product_cards_search_idx" ON "product_cards" USING gin ("search") WHERE live;`)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   DROP TABLE "cache_generations" CASCADE;
  DROP TABLE "cache_changes" CASCADE;
  DROP TABLE "product_cards" CASCADE;`)
}
