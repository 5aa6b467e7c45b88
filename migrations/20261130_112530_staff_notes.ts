import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "orders" ADD COLUMN "staff_notes" varchar;
  ALTER TABLE "orders" ADD COLUMN "staff_notes_at" timestamp(3) with time zone;
  ALTER TABLE "customers" ADD COLUMN "staff_notes" varchar;
  ALTER TABLE "customers" ADD COLUMN "staff_notes_at" timestamp(3) with time zone;`)
  // orders.sql
  await db.execute(sql`
CREATE OR REPLACE TRIGGER orders_status_move BEFORE UPDATE OF status ON orders
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION guard_status_move('{"PENDING":["CONFIRMED","CANCELLED"],"CONFIRMED":["PARTIALLY_REFUNDED","REFUNDED"],"PARTIALLY_REFUNDED":["REFUNDED","CONFIRMED"],"REFUNDED":["PARTIALLY_REFUNDED","CONFIRMED"],"CANCELLED":[]}');

CREATE OR REPLACE TRIGGER orders_log_change AFTER UPDATE OR DELETE ON orders
  FOR EACH ROW EXECUTE FUNCTION log_change('{status,subtotal,vat,total,payment_due_at}', '{updated_at,title,staff_notes_at}', 'order_number');

-- The title of an order: its number and the customer's name.
CREATE OR REPLACE FUNCTION title_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.title := concat_ws(', ', NEW.order_number, nullif(btrim(NEW.billing_name), ''));
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER orders_title BEFORE INSERT OR UPDATE OF order_number, billing_name, title ON orders
  FOR EACH ROW EXECUTE FUNCTION title_order();
`);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  // orders.sql
  await db.execute(sql`
CREATE OR REPLACE TRIGGER orders_status_move BEFORE UPDATE OF status ON orders
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION guard_status_move('{"PENDING":["CONFIRMED","CANCELLED"],"CONFIRMED":["PARTIALLY_REFUNDED","REFUNDED"],"PARTIALLY_REFUNDED":["REFUNDED","CONFIRMED"],"REFUNDED":["PARTIALLY_REFUNDED","CONFIRMED"],"CANCELLED":[]}');

CREATE OR REPLACE TRIGGER orders_log_change AFTER UPDATE OR DELETE ON orders
  FOR EACH ROW EXECUTE FUNCTION log_change('{status,subtotal,vat,total,payment_due_at}', '{updated_at,title}', 'order_number');

-- What people call an order: its number, and who it is for.
CREATE OR REPLACE FUNCTION title_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.title := concat_ws(', ', NEW.order_number, nullif(btrim(NEW.billing_name), ''));
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER orders_title BEFORE INSERT OR UPDATE OF order_number, billing_name, title ON orders
  FOR EACH ROW EXECUTE FUNCTION title_order();
`);
  await db.execute(sql`
   ALTER TABLE "orders" DROP COLUMN "staff_notes";
  ALTER TABLE "orders" DROP COLUMN "staff_notes_at";
  ALTER TABLE "customers" DROP COLUMN "staff_notes";
  ALTER TABLE "customers" DROP COLUMN "staff_notes_at";`)
}
