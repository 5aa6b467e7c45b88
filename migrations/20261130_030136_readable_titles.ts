import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "bookings" ADD COLUMN "title" varchar;
  ALTER TABLE "brochure_requests" ADD COLUMN "name" varchar;
  ALTER TABLE "orders" ADD COLUMN "title" varchar;
  ALTER TABLE "customers" ADD COLUMN "name" varchar;`)
  // shared.sql
  await db.execute(sql`
CREATE OR REPLACE FUNCTION cache_changed(cache text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO cache_changes (cache) VALUES (cache)
$$;

-- A status goes only where status-moves.ts lets it, and every step is written down.
CREATE OR REPLACE FUNCTION guard_status_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (TG_ARGV[0]::jsonb -> OLD.status::text) ? NEW.status::text THEN
    RAISE EXCEPTION '% that is % can not become %', TG_TABLE_NAME, OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
  END IF;
  INSERT INTO status_changes (entity, row_id, from_status, to_status, at)
  VALUES (TG_TABLE_NAME, NEW.id, OLD.status, NEW.status, now());
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION blog_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM cache_changed('blog');
  RETURN NULL;
END $$;

-- Writes the change of a row down: values of the columns that are shown, of others only that they changed. Of those that are
-- ignored nothing is said; '*' ignores all that are not shown. The third argument is the column that names the row.
CREATE OR REPLACE FUNCTION log_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shown text[] := TG_ARGV[0];
  ignored text[] := TG_ARGV[1];
  was jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
  becomes jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
  context text[] := string_to_array(coalesce(current_setting('lomash.context', true), ''), '|');
  changed jsonb;
BEGIN
  SELECT jsonb_object_agg(field, CASE WHEN field = ANY (shown)
    THEN jsonb_build_object('from', was -> field, 'to', becomes -> field) ELSE '"hidden"'::jsonb END)
  INTO changed
  FROM jsonb_object_keys(was || becomes) AS field
  WHERE coalesce(was -> field, 'null') <> coalesce(becomes -> field, 'null')
    AND field <> ALL (ignored) AND (TG_OP = 'UPDATE' AND NOT '*' = ANY (ignored) OR field = ANY (shown));
  IF changed IS NULL THEN RETURN NULL; END IF;
  INSERT INTO changes (id, at, entity, document, label, action, actor, actor_id, correlation_id, fields)
  VALUES (gen_random_uuid(), clock_timestamp(), TG_TABLE_NAME, (was || becomes) ->> 'id', (was || becomes) ->> TG_ARGV[2],
    CASE TG_OP WHEN 'INSERT' THEN 'create' ELSE lower(TG_OP) END, coalesce(nullif(context[1], ''), 'system'),
    nullif(context[2], ''), nullif(context[3], ''), changed);
  RETURN NULL;
END $$;

-- What people call a person: first and last name.
CREATE OR REPLACE FUNCTION name_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.name := nullif(concat_ws(' ', nullif(btrim(NEW.first_name), ''), nullif(btrim(NEW.last_name), '')), '');
  RETURN NEW;
END $$;

-- The ids that a rich text names, of media and of other documents.
CREATE OR REPLACE FUNCTION mentioned_ids(content jsonb) RETURNS uuid[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT found[1]::uuid)
  FROM regexp_matches(content::text, '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', 'g') AS found
$$;
`);
  // bookings.sql
  await db.execute(sql`
CREATE OR REPLACE TRIGGER bookings_log_change AFTER UPDATE OR DELETE ON bookings
  FOR EACH ROW EXECUTE FUNCTION log_change('{status,slot_id,type,for_kitchen,for_bedroom}', '{updated_at,sequence,reminder_due_at,title}', 'reference_code');

-- What people call a booking: who comes, and when by London's clocks. The time of a booked slot does not change.
CREATE OR REPLACE FUNCTION title_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.title := concat_ws(', ',
    nullif(concat_ws(' ', nullif(btrim(NEW.first_name), ''), nullif(btrim(NEW.last_name), '')), ''),
    (SELECT to_char(starts_at AT TIME ZONE 'Europe/London', 'Dy FMDD Mon YYYY, HH24:MI') FROM time_slots WHERE id = NEW.slot_id));
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER bookings_title BEFORE INSERT OR UPDATE OF first_name, last_name, slot_id, title ON bookings
  FOR EACH ROW EXECUTE FUNCTION title_booking();
`);
  // brochure_requests.sql
  await db.execute(sql`
CREATE OR REPLACE TRIGGER brochure_requests_name BEFORE INSERT OR UPDATE OF first_name, last_name, name ON brochure_requests
  FOR EACH ROW EXECUTE FUNCTION name_person();
`);
  // customers.sql
  await db.execute(sql`
CREATE OR REPLACE TRIGGER customers_name BEFORE INSERT OR UPDATE OF first_name, last_name, name ON customers
  FOR EACH ROW EXECUTE FUNCTION name_person();
`);
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
  // products.sql
  await db.execute(sql`
CREATE OR REPLACE TRIGGER products_insert_cards AFTER INSERT ON products
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('id');

CREATE OR REPLACE TRIGGER products_update_cards AFTER UPDATE ON products
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('shown');

CREATE OR REPLACE TRIGGER products_delete_cards AFTER DELETE ON products
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('id');

-- Products have versions of their texts; of what the website charges there is a history.
CREATE OR REPLACE TRIGGER products_log_change AFTER UPDATE OF price ON products
  FOR EACH ROW EXECUTE FUNCTION log_change('{price}', '{*}', 'title');
`);
  // blogs.constraints.sql
  await db.execute(sql`
-- A medium that something shows is not deleted: Payload's own foreign key would take the picture away without a word.
ALTER TABLE blogs
  DROP CONSTRAINT IF EXISTS blogs_cover_image_id_media_id_fk,
  ADD CONSTRAINT blogs_cover_image_id_media_id_fk
    FOREIGN KEY (cover_image_id) REFERENCES media (id) ON DELETE RESTRICT;

-- Which media no text shows is looked up by these.
CREATE INDEX IF NOT EXISTS blogs_mentions_idx ON blogs USING gin (mentioned_ids(content));
CREATE INDEX IF NOT EXISTS _blogs_v_mentions_idx ON _blogs_v USING gin (mentioned_ids(version_content)) WHERE latest;
`);
  // products.constraints.sql
  await db.execute(sql`
ALTER TABLE products
  DROP CONSTRAINT IF EXISTS products_stock_not_negative,
  ADD CONSTRAINT products_stock_not_negative
    CHECK (stock >= 0);

-- Which media no text shows is looked up by these.
CREATE INDEX IF NOT EXISTS products_mentions_idx ON products USING gin (mentioned_ids(description));
CREATE INDEX IF NOT EXISTS _products_v_mentions_idx ON _products_v USING gin (mentioned_ids(version_description)) WHERE latest;
`);
  // Their triggers fill the new columns.
  await db.execute(sql`
    UPDATE bookings SET title = NULL;
    UPDATE brochure_requests SET name = NULL;
    UPDATE orders SET title = NULL;
    UPDATE customers SET name = NULL;`)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    DROP INDEX blogs_mentions_idx, _blogs_v_mentions_idx, products_mentions_idx, _products_v_mentions_idx;
    DROP FUNCTION mentioned_ids(jsonb);
    DROP TRIGGER products_log_change ON products;
    DROP TRIGGER bookings_title ON bookings;
    DROP FUNCTION title_booking();
    DROP TRIGGER orders_title ON orders;
    DROP FUNCTION title_order();
    DROP TRIGGER customers_name ON customers;
    DROP TRIGGER brochure_requests_name ON brochure_requests;
    DROP FUNCTION name_person();`)
  // shared.sql
  await db.execute(sql`
CREATE OR REPLACE FUNCTION cache_changed(cache text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO cache_changes (cache) VALUES (cache)
$$;

-- A status goes only where status-moves.ts lets it, and every step is written down.
CREATE OR REPLACE FUNCTION guard_status_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (TG_ARGV[0]::jsonb -> OLD.status::text) ? NEW.status::text THEN
    RAISE EXCEPTION '% that is % can not become %', TG_TABLE_NAME, OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
  END IF;
  INSERT INTO status_changes (entity, row_id, from_status, to_status, at)
  VALUES (TG_TABLE_NAME, NEW.id, OLD.status, NEW.status, now());
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION blog_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM cache_changed('blog');
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION log_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shown text[] := TG_ARGV[0];
  ignored text[] := TG_ARGV[1];
  was jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
  becomes jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
  context text[] := string_to_array(coalesce(current_setting('lomash.context', true), ''), '|');
  changed jsonb;
BEGIN
  SELECT jsonb_object_agg(field, CASE WHEN field = ANY (shown)
    THEN jsonb_build_object('from', was -> field, 'to', becomes -> field) ELSE '"hidden"'::jsonb END)
  INTO changed
  FROM jsonb_object_keys(was || becomes) AS field
  WHERE coalesce(was -> field, 'null') <> coalesce(becomes -> field, 'null')
    AND field <> ALL (ignored) AND (TG_OP = 'UPDATE' OR field = ANY (shown));
  IF changed IS NULL THEN RETURN NULL; END IF;
  INSERT INTO changes (id, at, entity, document, label, action, actor, actor_id, correlation_id, fields)
  VALUES (gen_random_uuid(), clock_timestamp(), TG_TABLE_NAME, (was || becomes) ->> 'id', (was || becomes) ->> TG_ARGV[2],
    CASE TG_OP WHEN 'INSERT' THEN 'create' ELSE lower(TG_OP) END, coalesce(nullif(context[1], ''), 'system'),
    nullif(context[2], ''), nullif(context[3], ''), changed);
  RETURN NULL;
END $$;
`);
  // bookings.sql
  await db.execute(sql`
CREATE OR REPLACE TRIGGER bookings_log_change AFTER UPDATE OR DELETE ON bookings
  FOR EACH ROW EXECUTE FUNCTION log_change('{status,slot_id,type,for_kitchen,for_bedroom}', '{updated_at,sequence,reminder_due_at}', 'reference_code');
`);
  // orders.sql
  await db.execute(sql`
CREATE OR REPLACE TRIGGER orders_status_move BEFORE UPDATE OF status ON orders
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION guard_status_move('{"PENDING":["CONFIRMED","CANCELLED"],"CONFIRMED":["PARTIALLY_REFUNDED","REFUNDED"],"PARTIALLY_REFUNDED":["REFUNDED","CONFIRMED"],"REFUNDED":["PARTIALLY_REFUNDED","CONFIRMED"],"CANCELLED":[]}');

CREATE OR REPLACE TRIGGER orders_log_change AFTER UPDATE OR DELETE ON orders
  FOR EACH ROW EXECUTE FUNCTION log_change('{status,subtotal,vat,total,payment_due_at}', '{updated_at}', 'order_number');
`);
  // products.sql
  await db.execute(sql`
CREATE OR REPLACE TRIGGER products_insert_cards AFTER INSERT ON products
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('id');

CREATE OR REPLACE TRIGGER products_update_cards AFTER UPDATE ON products
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('shown');

CREATE OR REPLACE TRIGGER products_delete_cards AFTER DELETE ON products
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('id');
`);
  // blogs.constraints.sql
  await db.execute(sql`
-- A medium that something shows is not deleted: Payload's own foreign key would take the picture away without a word.
ALTER TABLE blogs
  DROP CONSTRAINT IF EXISTS blogs_cover_image_id_media_id_fk,
  ADD CONSTRAINT blogs_cover_image_id_media_id_fk
    FOREIGN KEY (cover_image_id) REFERENCES media (id) ON DELETE RESTRICT;
`);
  // products.constraints.sql
  await db.execute(sql`
ALTER TABLE products
  DROP CONSTRAINT IF EXISTS products_stock_not_negative,
  ADD CONSTRAINT products_stock_not_negative
    CHECK (stock >= 0);
`);
  await db.execute(sql`
   ALTER TABLE "bookings" DROP COLUMN "title";
  ALTER TABLE "brochure_requests" DROP COLUMN "name";
  ALTER TABLE "orders" DROP COLUMN "title";
  ALTER TABLE "customers" DROP COLUMN "name";`)
}
