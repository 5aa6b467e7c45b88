import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   CREATE TYPE "public"."enum_orders_status" AS ENUM('PENDING', 'CONFIRMED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'CANCELLED');
  CREATE TYPE "public"."enum_orders_currency" AS ENUM('GBP');
  CREATE TYPE "public"."enum_payments_status" AS ENUM('PENDING', 'PROCESSING', 'FAILED', 'SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'DISPUTED', 'CANCELLED');
  CREATE TYPE "public"."enum_payments_currency" AS ENUM('GBP');
  CREATE TYPE "public"."enum_invoices_kind" AS ENUM('INVOICE', 'CREDIT_NOTE', 'DEBIT_NOTE');
  CREATE TYPE "public"."enum_invoices_currency" AS ENUM('GBP');
  CREATE TYPE "public"."enum_loyalty_entries_reason" AS ENUM('EARNED', 'CLAWED_BACK', 'RESTORED');
  CREATE TABLE "orders_items" (
  	"_order" integer NOT NULL,
  	"_parent_id" uuid NOT NULL,
  	"id" varchar PRIMARY KEY NOT NULL,
  	"product_id" uuid,
  	"title" varchar NOT NULL,
  	"quantity" numeric NOT NULL,
  	"unit_price" numeric NOT NULL
  );
  
  CREATE TABLE "orders" (
  	"id" uuid PRIMARY KEY NOT NULL,
  	"order_number" varchar NOT NULL,
  	"status" "enum_orders_status" DEFAULT 'PENDING' NOT NULL,
  	"customer_id" uuid,
  	"payment_due_at" timestamp(3) with time zone NOT NULL,
  	"subtotal" numeric NOT NULL,
  	"vat" numeric NOT NULL,
  	"total" numeric NOT NULL,
  	"vat_rate" numeric NOT NULL,
  	"currency" "enum_orders_currency" DEFAULT 'GBP' NOT NULL,
  	"billing_name" varchar NOT NULL,
  	"billing_address" varchar,
  	"notes" varchar,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
  );
  
  CREATE TABLE "payments" (
  	"id" uuid PRIMARY KEY NOT NULL,
  	"order_id" uuid NOT NULL,
  	"status" "enum_payments_status" DEFAULT 'PENDING' NOT NULL,
  	"amount" numeric NOT NULL,
  	"refunded_amount" numeric DEFAULT 0 NOT NULL,
  	"currency" "enum_payments_currency" DEFAULT 'GBP' NOT NULL,
  	"stripe_payment_intent_id" varchar,
  	"failure_code" varchar,
  	"failure_message" varchar,
  	"paid_at" timestamp(3) with time zone,
  	"client_secret" varchar,
  	"claimed_until" timestamp(3) with time zone,
  	"checked_at" timestamp(3) with time zone,
  	"event_at" timestamp(3) with time zone,
  	"points_per_pound" numeric,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
  );
  
  CREATE TABLE "invoices" (
  	"id" uuid PRIMARY KEY NOT NULL,
  	"number" varchar NOT NULL,
  	"kind" "enum_invoices_kind" NOT NULL,
  	"order_id" uuid NOT NULL,
  	"payment_id" uuid NOT NULL,
  	"customer_id" uuid,
  	"issued_at" timestamp(3) with time zone NOT NULL,
  	"subtotal" numeric NOT NULL,
  	"vat" numeric NOT NULL,
  	"total" numeric NOT NULL,
  	"vat_rate" numeric NOT NULL,
  	"currency" "enum_invoices_currency" DEFAULT 'GBP' NOT NULL,
  	"billing_name" varchar NOT NULL,
  	"billing_address" varchar,
  	"reference" varchar,
  	"seller" jsonb NOT NULL,
  	"lines" jsonb NOT NULL,
  	"pdf" varchar,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
  );
  
  CREATE TABLE "loyalty_accounts" (
  	"id" uuid PRIMARY KEY NOT NULL,
  	"customer_id" uuid NOT NULL,
  	"balance" numeric DEFAULT 0 NOT NULL,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
  );
  
  CREATE TABLE "loyalty_entries" (
  	"id" uuid PRIMARY KEY NOT NULL,
  	"account_id" uuid NOT NULL,
  	"points" numeric NOT NULL,
  	"reason" "enum_loyalty_entries_reason" NOT NULL,
  	"order_id" uuid,
  	"event_id" varchar NOT NULL,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
  );
  
  CREATE TABLE "stripe_events" (
  	"id" text PRIMARY KEY NOT NULL,
  	"type" text NOT NULL,
  	"object_id" text,
  	"created_at" timestamp (3) with time zone NOT NULL,
  	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  	"payment_id" uuid,
  	"outcome" text NOT NULL
  );
  
  CREATE TABLE "refunds" (
  	"id" uuid PRIMARY KEY NOT NULL,
  	"payment_id" uuid NOT NULL,
  	"stripe_refund_id" text,
  	"amount" integer NOT NULL,
  	"reason" text,
  	"status" text NOT NULL,
  	"requested_by" uuid,
  	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  	CONSTRAINT "refunds_stripe_refund_id_key" UNIQUE("stripe_refund_id")
  );
  
  CREATE TABLE "disputes" (
  	"id" text PRIMARY KEY NOT NULL,
  	"payment_id" uuid NOT NULL,
  	"amount" integer NOT NULL,
  	"reason" text NOT NULL,
  	"status" text NOT NULL,
  	"opened_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  	"closed_at" timestamp (3) with time zone
  );
  
  CREATE TABLE "invoice_counters" (
  	"series" text NOT NULL,
  	"year" integer NOT NULL,
  	"last" integer NOT NULL,
  	CONSTRAINT "invoice_counters_series_year_pk" PRIMARY KEY("series","year")
  );
  
  CREATE TABLE "status_changes" (
  	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "status_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
  	"entity" text NOT NULL,
  	"row_id" uuid NOT NULL,
  	"from_status" text,
  	"to_status" text NOT NULL,
  	"at" timestamp (3) with time zone NOT NULL
  );
  
  CREATE TABLE "installation" (
  	"id" uuid PRIMARY KEY NOT NULL
  );
  
  ALTER TABLE "idempotency_keys" ALTER COLUMN "status" DROP NOT NULL;
  ALTER TABLE "idempotency_keys" ALTER COLUMN "body" DROP NOT NULL;
  ALTER TABLE "payload_locked_documents_rels" ADD COLUMN "orders_id" uuid;
  ALTER TABLE "payload_locked_documents_rels" ADD COLUMN "payments_id" uuid;
  ALTER TABLE "payload_locked_documents_rels" ADD COLUMN "invoices_id" uuid;
  ALTER TABLE "payload_locked_documents_rels" ADD COLUMN "loyalty_accounts_id" uuid;
  ALTER TABLE "payload_locked_documents_rels" ADD COLUMN "loyalty_entries_id" uuid;
  ALTER TABLE "settings" ADD COLUMN "company_registration_number" varchar;
  ALTER TABLE "settings" ADD COLUMN "sales_vat_rate" numeric DEFAULT 20 NOT NULL;
  ALTER TABLE "settings" ADD COLUMN "sales_payment_window_hours" numeric DEFAULT 24 NOT NULL;
  ALTER TABLE "settings" ADD COLUMN "sales_points_per_pound" numeric DEFAULT 1 NOT NULL;
  ALTER TABLE "idempotency_keys" ADD COLUMN "claimed_until" timestamp (3) with time zone;
  ALTER TABLE "orders_items" ADD CONSTRAINT "orders_items_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "orders_items" ADD CONSTRAINT "orders_items_parent_id_fk" FOREIGN KEY ("_parent_id") REFERENCES "public"."orders"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "orders" ADD CONSTRAINT "orders_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "payments" ADD CONSTRAINT "payments_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "invoices" ADD CONSTRAINT "invoices_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "invoices" ADD CONSTRAINT "invoices_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "invoices" ADD CONSTRAINT "invoices_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "loyalty_accounts" ADD CONSTRAINT "loyalty_accounts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "loyalty_entries" ADD CONSTRAINT "loyalty_entries_account_id_loyalty_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."loyalty_accounts"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "loyalty_entries" ADD CONSTRAINT "loyalty_entries_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE set null ON UPDATE no action;
  CREATE INDEX "orders_items_order_idx" ON "orders_items" USING btree ("_order");
  CREATE INDEX "orders_items_parent_id_idx" ON "orders_items" USING btree ("_parent_id");
  CREATE INDEX "orders_items_product_idx" ON "orders_items" USING btree ("product_id");
  CREATE UNIQUE INDEX "orders_order_number_idx" ON "orders" USING btree ("order_number");
  CREATE INDEX "orders_status_idx" ON "orders" USING btree ("status");
  CREATE INDEX "orders_customer_idx" ON "orders" USING btree ("customer_id");
  CREATE INDEX "orders_total_idx" ON "orders" USING btree ("total");
  CREATE INDEX "orders_updated_at_idx" ON "orders" USING btree ("updated_at");
  CREATE INDEX "orders_created_at_idx" ON "orders" USING btree ("created_at");
  CREATE INDEX "orders_customer_page_idx" ON "orders" USING btree ("customer_id","id");
  CREATE INDEX "orders_payment_due_idx" ON "orders" USING btree ("payment_due_at") WHERE status = 'PENDING';
  CREATE INDEX "payments_order_idx" ON "payments" USING btree ("order_id");
  CREATE INDEX "payments_status_idx" ON "payments" USING btree ("status");
  CREATE UNIQUE INDEX "payments_stripe_payment_intent_id_idx" ON "payments" USING btree ("stripe_payment_intent_id");
  CREATE INDEX "payments_updated_at_idx" ON "payments" USING btree ("updated_at");
  CREATE INDEX "payments_created_at_idx" ON "payments" USING btree ("created_at");
  CREATE UNIQUE INDEX "payments_one_an_order_idx" ON "payments" USING btree ("order_id") WHERE status <> 'CANCELLED';
  CREATE INDEX "payments_open_idx" ON "payments" USING btree ("checked_at") WHERE status IN ('PENDING', 'PROCESSING', 'FAILED');
  CREATE UNIQUE INDEX "invoices_number_idx" ON "invoices" USING btree ("number");
  CREATE INDEX "invoices_order_idx" ON "invoices" USING btree ("order_id");
  CREATE INDEX "invoices_payment_idx" ON "invoices" USING btree ("payment_id");
  CREATE INDEX "invoices_customer_idx" ON "invoices" USING btree ("customer_id");
  CREATE INDEX "invoices_issued_at_idx" ON "invoices" USING btree ("issued_at");
  CREATE INDEX "invoices_updated_at_idx" ON "invoices" USING btree ("updated_at");
  CREATE INDEX "invoices_created_at_idx" ON "invoices" USING btree ("created_at");
  CREATE UNIQUE INDEX "invoices_one_a_payment_idx" ON "invoices" USING btree ("payment_id") WHERE kind = 'INVOICE';
  CREATE INDEX "invoices_without_pdf_idx" ON "invoices" USING btree ("id") WHERE pdf IS NULL;
  CREATE INDEX "loyalty_accounts_customer_idx" ON "loyalty_accounts" USING btree ("customer_id");
  CREATE INDEX "loyalty_accounts_updated_at_idx" ON "loyalty_accounts" USING btree ("updated_at");
  CREATE INDEX "loyalty_accounts_created_at_idx" ON "loyalty_accounts" USING btree ("created_at");
  CREATE UNIQUE INDEX "loyalty_accounts_customer_key" ON "loyalty_accounts" USING btree ("customer_id");
  CREATE INDEX "loyalty_entries_account_idx" ON "loyalty_entries" USING btree ("account_id");
  CREATE INDEX "loyalty_entries_order_idx" ON "loyalty_entries" USING btree ("order_id");
  CREATE INDEX "loyalty_entries_updated_at_idx" ON "loyalty_entries" USING btree ("updated_at");
  CREATE INDEX "loyalty_entries_created_at_idx" ON "loyalty_entries" USING btree ("created_at");
  CREATE UNIQUE INDEX "loyalty_entries_event_reason_key" ON "loyalty_entries" USING btree ("event_id","reason");
  CREATE INDEX "stripe_events_payment_idx" ON "stripe_events" USING btree ("payment_id");
  CREATE INDEX "refunds_payment_idx" ON "refunds" USING btree ("payment_id");
  CREATE INDEX "disputes_payment_idx" ON "disputes" USING btree ("payment_id");
  CREATE INDEX "status_changes_row_idx" ON "status_changes" USING btree ("row_id");
  ALTER TABLE "payload_locked_documents_rels" ADD CONSTRAINT "payload_locked_documents_rels_orders_fk" FOREIGN KEY ("orders_id") REFERENCES "public"."orders"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "payload_locked_documents_rels" ADD CONSTRAINT "payload_locked_documents_rels_payments_fk" FOREIGN KEY ("payments_id") REFERENCES "public"."payments"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "payload_locked_documents_rels" ADD CONSTRAINT "payload_locked_documents_rels_invoices_fk" FOREIGN KEY ("invoices_id") REFERENCES "public"."invoices"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "payload_locked_documents_rels" ADD CONSTRAINT "payload_locked_documents_rels_loyalty_accounts_fk" FOREIGN KEY ("loyalty_accounts_id") REFERENCES "public"."loyalty_accounts"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "payload_locked_documents_rels" ADD CONSTRAINT "payload_locked_documents_rels_loyalty_entries_fk" FOREIGN KEY ("loyalty_entries_id") REFERENCES "public"."loyalty_entries"("id") ON DELETE cascade ON UPDATE no action;
  CREATE INDEX "payload_locked_documents_rels_orders_id_idx" ON "payload_locked_documents_rels" USING btree ("orders_id");
  CREATE INDEX "payload_locked_documents_rels_payments_id_idx" ON "payload_locked_documents_rels" USING btree ("payments_id");
  CREATE INDEX "payload_locked_documents_rels_invoices_id_idx" ON "payload_locked_documents_rels" USING btree ("invoices_id");
  CREATE INDEX "payload_locked_documents_rels_loyalty_accounts_id_idx" ON "payload_locked_documents_rels" USING btree ("loyalty_accounts_id");
  CREATE INDEX "payload_locked_documents_rels_loyalty_entries_id_idx" ON "payload_locked_documents_rels" USING btree ("loyalty_entries_id");`)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "orders_items" DISABLE ROW LEVEL SECURITY;
  ALTER TABLE "orders" DISABLE ROW LEVEL SECURITY;
  ALTER TABLE "payments" DISABLE ROW LEVEL SECURITY;
  ALTER TABLE "invoices" DISABLE ROW LEVEL SECURITY;
  ALTER TABLE "loyalty_accounts" DISABLE ROW LEVEL SECURITY;
  ALTER TABLE "loyalty_entries" DISABLE ROW LEVEL SECURITY;
  ALTER TABLE "stripe_events" DISABLE ROW LEVEL SECURITY;
  ALTER TABLE "refunds" DISABLE ROW LEVEL SECURITY;
  ALTER TABLE "disputes" DISABLE ROW LEVEL SECURITY;
  ALTER TABLE "invoice_counters" DISABLE ROW LEVEL SECURITY;
  ALTER TABLE "status_changes" DISABLE ROW LEVEL SECURITY;
  ALTER TABLE "installation" DISABLE ROW LEVEL SECURITY;
  DROP TABLE "orders_items" CASCADE;
  DROP TABLE "orders" CASCADE;
  DROP TABLE "payments" CASCADE;
  DROP TABLE "invoices" CASCADE;
  DROP TABLE "loyalty_accounts" CASCADE;
  DROP TABLE "loyalty_entries" CASCADE;
  DROP TABLE "stripe_events" CASCADE;
  DROP TABLE "refunds" CASCADE;
  DROP TABLE "disputes" CASCADE;
  DROP TABLE "invoice_counters" CASCADE;
  DROP TABLE "status_changes" CASCADE;
  DROP TABLE "installation" CASCADE;
  ALTER TABLE "payload_locked_documents_rels" DROP CONSTRAINT "payload_locked_documents_rels_orders_fk";
  
  ALTER TABLE "payload_locked_documents_rels" DROP CONSTRAINT "payload_locked_documents_rels_payments_fk";
  
  ALTER TABLE "payload_locked_documents_rels" DROP CONSTRAINT "payload_locked_documents_rels_invoices_fk";
  
  ALTER TABLE "payload_locked_documents_rels" DROP CONSTRAINT "payload_locked_documents_rels_loyalty_accounts_fk";
  
  ALTER TABLE "payload_locked_documents_rels" DROP CONSTRAINT "payload_locked_documents_rels_loyalty_entries_fk";
  
  DROP INDEX "payload_locked_documents_rels_orders_id_idx";
  DROP INDEX "payload_locked_documents_rels_payments_id_idx";
  DROP INDEX "payload_locked_documents_rels_invoices_id_idx";
  DROP INDEX "payload_locked_documents_rels_loyalty_accounts_id_idx";
  DROP INDEX "payload_locked_documents_rels_loyalty_entries_id_idx";
  ALTER TABLE "idempotency_keys" ALTER COLUMN "status" SET NOT NULL;
  ALTER TABLE "idempotency_keys" ALTER COLUMN "body" SET NOT NULL;
  ALTER TABLE "payload_locked_documents_rels" DROP COLUMN "orders_id";
  ALTER TABLE "payload_locked_documents_rels" DROP COLUMN "payments_id";
  ALTER TABLE "payload_locked_documents_rels" DROP COLUMN "invoices_id";
  ALTER TABLE "payload_locked_documents_rels" DROP COLUMN "loyalty_accounts_id";
  ALTER TABLE "payload_locked_documents_rels" DROP COLUMN "loyalty_entries_id";
  ALTER TABLE "settings" DROP COLUMN "company_registration_number";
  ALTER TABLE "settings" DROP COLUMN "sales_vat_rate";
  ALTER TABLE "settings" DROP COLUMN "sales_payment_window_hours";
  ALTER TABLE "settings" DROP COLUMN "sales_points_per_pound";
  ALTER TABLE "idempotency_keys" DROP COLUMN "claimed_until";
  DROP TYPE "public"."enum_orders_status";
  DROP TYPE "public"."enum_orders_currency";
  DROP TYPE "public"."enum_payments_status";
  DROP TYPE "public"."enum_payments_currency";
  DROP TYPE "public"."enum_invoices_kind";
  DROP TYPE "public"."enum_invoices_currency";
  DROP TYPE "public"."enum_loyalty_entries_reason";`)
}
