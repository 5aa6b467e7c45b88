import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "event_receipts" ADD COLUMN "skipped" boolean DEFAULT false NOT NULL;`)
  // Personal data that were written onto rows after they were anonymised. The triggers below refuse them from now on.
  await db.execute(sql`
    UPDATE bookings SET customer_id = NULL, first_name = 'Erased', last_name = 'Erased', phone = '+440000000000',
      postcode = split_part(postcode, ' ', 1), address = 'Erased', notes = NULL, cancel_reason = NULL
    WHERE email = 'erased@lomashwood.invalid' AND (customer_id IS NOT NULL OR notes IS NOT NULL OR cancel_reason IS NOT NULL
      OR (first_name, last_name, phone, address) IS DISTINCT FROM ('Erased', 'Erased', '+440000000000', 'Erased')
      OR postcode IS DISTINCT FROM split_part(postcode, ' ', 1))`);
  await db.execute(sql`
    UPDATE brochure_requests SET first_name = 'Erased', last_name = 'Erased', phone = '+440000000000',
      postcode = split_part(postcode, ' ', 1), address = 'Erased'
    WHERE email = 'erased@lomashwood.invalid'
      AND ((first_name, last_name, phone, address) IS DISTINCT FROM ('Erased', 'Erased', '+440000000000', 'Erased')
        OR postcode IS DISTINCT FROM split_part(postcode, ' ', 1))`);
  await db.execute(sql`
    UPDATE orders SET billing_address = NULL, notes = NULL, staff_notes = NULL, staff_notes_at = NULL
    WHERE customer_id IS NULL AND billing_name = 'Erased'
      AND (billing_address IS NOT NULL OR notes IS NOT NULL OR staff_notes IS NOT NULL)`);
  // Days that were closed by an earlier release left their booked slots open. Slots outside of the weekly hours are closed by the
  // first run of the slot generator.
  await db.execute(sql`
    UPDATE time_slots AS slot SET is_closed = true, updated_at = now()
    FROM availability_closed_days AS closed
    WHERE slot.starts_at > now() AND slot.is_closed IS NOT TRUE AND EXISTS (SELECT FROM bookings WHERE slot_id = slot.id)
      AND (closed.showroom_id IS NULL OR closed.showroom_id = slot.showroom_id)
      AND closed.date = to_char(slot.starts_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD')
      AND (coalesce(closed."from", '') = '' OR (
        to_char(slot.starts_at AT TIME ZONE 'Europe/London', 'HH24:MI') < closed."to"
        AND to_char(slot.ends_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD HH24:MI') > closed.date || ' ' || closed."from"))`);
  // shared.sql
  await db.execute(sql`
CREATE OR REPLACE FUNCTION cache_changed(cache text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO cache_changes (cache) VALUES (cache)
$$;

-- Allows only the status transitions given as the argument, those of sale-statuses.ts, and records each transition in
-- status_changes.
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

-- Logs the change of a row in \`changes\`. Arguments: the columns whose values are logged; the columns that are not logged at all
-- ('*': all other columns); the column with the label of the row. Of every other column, only the fact of its change is logged.
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

-- Refuses new personal data in a row that has been anonymised, because neither an erasure nor the retention period looks at it
-- again. The argument has the columns that must stay as they are.
CREATE OR REPLACE FUNCTION keep_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM unnest(TG_ARGV[0]::text[]) AS field
      WHERE to_jsonb(NEW) -> field IS DISTINCT FROM to_jsonb(OLD) -> field) THEN
    RAISE EXCEPTION 'The person of this row of % has been erased', TG_TABLE_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
  END IF;
  RETURN NEW;
END $$;

-- Sets \`name\` to the full name of a person.
CREATE OR REPLACE FUNCTION name_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.name := nullif(concat_ws(' ', nullif(btrim(NEW.first_name), ''), nullif(btrim(NEW.last_name), '')), '');
  RETURN NEW;
END $$;

-- Returns the ids of the media and other documents that a rich text contains.
CREATE OR REPLACE FUNCTION mentioned_ids(content jsonb) RETURNS uuid[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT found[1]::uuid)
  FROM regexp_matches(content::text, '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', 'g') AS found
$$;
`);
  // bookings.sql
  await db.execute(sql`
CREATE OR REPLACE TRIGGER bookings_log_change AFTER UPDATE OR DELETE ON bookings
  FOR EACH ROW EXECUTE FUNCTION log_change('{status,slot_id,type,for_kitchen,for_bedroom}', '{updated_at,sequence,reminder_due_at,title}', 'reference_code');

-- Sets the title of a booking: the customer's name and the London time of the slot. The time of a booked slot cannot change.
CREATE OR REPLACE FUNCTION title_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.title := concat_ws(', ',
    nullif(concat_ws(' ', nullif(btrim(NEW.first_name), ''), nullif(btrim(NEW.last_name), '')), ''),
    (SELECT to_char(starts_at AT TIME ZONE 'Europe/London', 'Dy FMDD Mon YYYY, HH24:MI') FROM time_slots WHERE id = NEW.slot_id));
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER bookings_title BEFORE INSERT OR UPDATE OF first_name, last_name, slot_id, title ON bookings
  FOR EACH ROW EXECUTE FUNCTION title_booking();

CREATE OR REPLACE TRIGGER bookings_keep_erased BEFORE UPDATE ON bookings
  FOR EACH ROW WHEN (OLD.email = 'erased@lomashwood.invalid')
  EXECUTE FUNCTION keep_erased('{customer_id,first_name,last_name,email,phone,postcode,address,notes,cancel_reason}');
`);
  // brochure_requests.sql
  await db.execute(sql`
CREATE OR REPLACE TRIGGER brochure_requests_name BEFORE INSERT OR UPDATE OF first_name, last_name, name ON brochure_requests
  FOR EACH ROW EXECUTE FUNCTION name_person();

CREATE OR REPLACE TRIGGER brochure_requests_keep_erased BEFORE UPDATE ON brochure_requests
  FOR EACH ROW WHEN (OLD.email = 'erased@lomashwood.invalid')
  EXECUTE FUNCTION keep_erased('{first_name,last_name,email,phone,postcode,address}');
`);
  // invoices.sql
  await db.execute(sql`
-- Rejects the change or deletion of an issued invoice, with two exceptions: adding its PDF, and erasing the customer.
CREATE OR REPLACE FUNCTION guard_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE open text[] := ARRAY['pdf', 'updated_at', 'customer_id', 'billing_name', 'billing_address'];
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - open IS DISTINCT FROM to_jsonb(OLD) - open OR (NEW.customer_id IS NOT NULL
    AND (NEW.customer_id, NEW.billing_name, NEW.billing_address)
      IS DISTINCT FROM (OLD.customer_id, OLD.billing_name, OLD.billing_address)) THEN
    RAISE EXCEPTION 'an invoice that is issued stays as it is'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_immutable';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER invoices_immutable BEFORE UPDATE OR DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION guard_invoice();

CREATE OR REPLACE TRIGGER invoices_keep_erased BEFORE UPDATE ON invoices
  FOR EACH ROW WHEN (OLD.customer_id IS NULL AND OLD.billing_name = 'Erased')
  EXECUTE FUNCTION keep_erased('{customer_id,billing_name,billing_address}');
`);
  // orders.sql
  await db.execute(sql`
CREATE OR REPLACE TRIGGER orders_status_move BEFORE UPDATE OF status ON orders
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION guard_status_move('{"PENDING":["CONFIRMED","CANCELLED"],"CONFIRMED":["PARTIALLY_REFUNDED","REFUNDED"],"PARTIALLY_REFUNDED":["REFUNDED","CONFIRMED"],"REFUNDED":["PARTIALLY_REFUNDED","CONFIRMED"],"CANCELLED":[]}');

CREATE OR REPLACE TRIGGER orders_log_change AFTER UPDATE OR DELETE ON orders
  FOR EACH ROW EXECUTE FUNCTION log_change('{status,subtotal,vat,total,payment_due_at}', '{updated_at,title,staff_notes_at}', 'order_number');

-- Sets the title of an order: its number and the customer's name.
CREATE OR REPLACE FUNCTION title_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.title := concat_ws(', ', NEW.order_number, nullif(btrim(NEW.billing_name), ''));
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER orders_title BEFORE INSERT OR UPDATE OF order_number, billing_name, title ON orders
  FOR EACH ROW EXECUTE FUNCTION title_order();

CREATE OR REPLACE TRIGGER orders_keep_erased BEFORE UPDATE ON orders
  FOR EACH ROW WHEN (OLD.customer_id IS NULL AND OLD.billing_name = 'Erased')
  EXECUTE FUNCTION keep_erased('{customer_id,billing_name,billing_address,notes,staff_notes}');
`);
  // product_cards.sql
  await db.execute(sql`
CREATE OR REPLACE FUNCTION product_card_term(slug text, name text) RETURNS json LANGUAGE sql IMMUTABLE AS $$
  SELECT row_to_json(term) FROM (SELECT slug, name WHERE slug IS NOT NULL) AS term
$$;

-- Returns the JSON of a photo for a card. Its URLs begin with "cdn:". Code that reads cards replaces this prefix by the URL of
-- the CDN, so that cards stay valid when the CDN changes.
CREATE OR REPLACE FUNCTION product_card_image(medium media) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT row_to_json(image) FROM (
    SELECT original AS url, medium.alt, medium.width, medium.height, (
      SELECT row_to_json(variants) FROM (
        SELECT original,
          coalesce(folder || medium.sizes_large_filename, original) AS large,
          coalesce(folder || medium.sizes_medium_filename, original) AS medium,
          coalesce(folder || medium.sizes_thumb_filename, original) AS thumb
      ) AS variants
    ) AS variants, (
      SELECT row_to_json(widths) FROM (
        SELECT medium.width AS original,
          coalesce(medium.sizes_large_width, medium.width) AS large,
          coalesce(medium.sizes_medium_width, medium.width) AS medium,
          coalesce(medium.sizes_thumb_width, medium.width) AS thumb
      ) AS widths WHERE medium.width IS NOT NULL
    ) AS widths
    FROM (SELECT coalesce(medium.key, 'media/' || medium.filename) AS key) AS place,
      LATERAL (SELECT 'cdn:/' || key AS original, 'cdn:/' || regexp_replace(key, '[^/]*$', '') AS folder) AS urls
  ) AS image
$$;

-- Dropped first, because Postgres does not replace a function whose columns change.
DROP FUNCTION IF EXISTS product_card_rows(uuid[]);
CREATE OR REPLACE FUNCTION product_card_rows(ids uuid[]) RETURNS TABLE (
  product_id uuid, slug text, title_key text, category text, style text, range text, finish text, colours text[],
  price integer, in_stock boolean, created_at timestamptz, card text, search tsvector, search_text text
) LANGUAGE sql STABLE AS $$
  SELECT p.id, p.slug, lower(unaccent(p.title)), p.category::text, style.slug, range.slug, finish.slug, colour.slugs,
    p.price::integer, p.stock > 0, p.created_at, product.json::text,
    setweight(to_tsvector('english', unaccent(p.title)), 'A')
      || setweight(to_tsvector('english', terms.words), 'B')
      || setweight(to_tsvector('english', unaccent(coalesce(p.summary, ''))), 'C'),
    lower(unaccent(p.title) || ' ' || terms.words)
  FROM products p
  LEFT JOIN styles style ON style.id = p.style_id
  LEFT JOIN ranges range ON range.id = p.range_id
  LEFT JOIN finishes finish ON finish.id = p.finish_id
  CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(c.slug ORDER BY rel."order"), '{}') AS slugs, string_agg(c.name, ' ') AS names,
      '[' || coalesce(string_agg(row_to_json(c)::text, ',' ORDER BY rel."order"), '') || ']' AS json
    FROM products_rels rel
    CROSS JOIN LATERAL (SELECT slug, name, hex FROM colours WHERE id = rel.colours_id) AS c
    WHERE rel.parent_id = p.id AND rel.path = 'colours'
  ) AS colour
  CROSS JOIN LATERAL (
    SELECT '[' || coalesce(string_agg(product_card_image(m)::text, ',' ORDER BY rel."order"), '') || ']' AS json
    FROM products_rels rel JOIN media m ON m.id = rel.media_id
    WHERE rel.parent_id = p.id AND rel.path = 'images'
  ) AS image
  CROSS JOIN LATERAL (
    SELECT unaccent(concat_ws(' ', p.category, style.name, range.name, finish.name, colour.names)) AS words
  ) AS terms
  CROSS JOIN LATERAL (
    SELECT row_to_json(fields) AS json FROM (
      SELECT p.id, p.slug, p.title, p.category,
        product_card_term(style.slug, style.name) AS style,
        product_card_term(range.slug, range.name) AS range,
        product_card_term(finish.slug, finish.name) AS finish,
        colour.json::json AS colours,
        trim_scale(p.price / 100) AS price, p.currency, p.stock > 0 AS "inStock",
        image.json::json AS images, p.summary,
        to_char(p.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "createdAt",
        to_char(p.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "updatedAt"
    ) AS fields
  ) AS product
  WHERE p.id = ANY (ids) AND p._status = 'published' AND p.deleted_at IS NULL
$$;

CREATE OR REPLACE FUNCTION refresh_product_cards(ids uuid[], news boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  written integer;
  withdrawn integer;
BEGIN
  -- Lock first: each statement of this function sees what has been committed before it, so the rows below are current.
  PERFORM pg_advisory_xact_lock_shared(7305003);
  PERFORM 1 FROM products WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
  INSERT INTO product_cards AS kept (product_id, slug, title_key, category, style, range, finish, colours, price,
      in_stock, created_at, card, search, search_text, live, is_news)
    SELECT *, true, news FROM product_card_rows(ids)
    ON CONFLICT (product_id) DO UPDATE SET slug = excluded.slug, title_key = excluded.title_key,
      category = excluded.category, style = excluded.style, range = excluded.range, finish = excluded.finish,
      colours = excluded.colours, price = excluded.price, in_stock = excluded.in_stock,
      created_at = excluded.created_at, card = excluded.card, search = excluded.search,
      search_text = excluded.search_text, live = true, is_news = kept.is_news OR excluded.is_news
    WHERE NOT kept.live OR kept.card <> excluded.card;
  GET DIAGNOSTICS written = ROW_COUNT;
  UPDATE product_cards AS card SET live = false, card = '', is_news = true
    WHERE card.product_id = ANY (ids) AND live AND NOT EXISTS (
      SELECT 1 FROM products p WHERE p.id = card.product_id AND p._status = 'published' AND p.deleted_at IS NULL);
  GET DIAGNOSTICS withdrawn = ROW_COUNT;
  IF written + withdrawn > 0 THEN
    PERFORM cache_changed('products');
  END IF;
END $$;

CREATE OR REPLACE FUNCTION refresh_changed_products() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_ARGV[0] = 'id' THEN
    SELECT array_agg(id) INTO ids FROM changed;
  ELSIF TG_ARGV[0] = 'shown' THEN
    SELECT array_agg(id) INTO ids FROM changed JOIN before USING (id)
      WHERE (changed.stock > 0) <> (before.stock > 0)
        OR (to_jsonb(changed) - 'stock') <> (to_jsonb(before) - 'stock');
  ELSE
    SELECT array_agg(DISTINCT parent_id) INTO ids FROM changed;
  END IF;
  IF ids IS NOT NULL THEN
    PERFORM refresh_product_cards(ids, true);
  END IF;
  RETURN NULL;
END $$;

-- A change of a product writes its card again. Those of its terms and pictures are in the files of their tables.
CREATE OR REPLACE TRIGGER products_insert_cards AFTER INSERT ON products
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('id');

CREATE OR REPLACE TRIGGER products_update_cards AFTER UPDATE ON products
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('shown');

CREATE OR REPLACE TRIGGER products_delete_cards AFTER DELETE ON products
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('id');

CREATE OR REPLACE TRIGGER product_cards_blog_cache AFTER INSERT OR UPDATE OR DELETE ON product_cards
  FOR EACH STATEMENT EXECUTE FUNCTION blog_changed();
`);
  // products.sql
  await db.execute(sql`
-- Logs changes of the price. Changes of other fields are stored as versions.
CREATE OR REPLACE TRIGGER products_log_change AFTER UPDATE OF price ON products
  FOR EACH ROW EXECUTE FUNCTION log_change('{price}', '{*}', 'title');
`);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  // shared.sql
  await db.execute(sql`
CREATE OR REPLACE FUNCTION cache_changed(cache text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO cache_changes (cache) VALUES (cache)
$$;

-- Allows only the transitions of a status in sale-statuses.ts, and records each in status_changes.
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

-- Logs the change of a row in \`changes\`. Arguments: the columns that are logged with their values; the columns that are not
-- logged ('*': all other columns); the column with the label of the row. Of any other column it logs only that it changed.
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

-- The full name of a person.
CREATE OR REPLACE FUNCTION name_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.name := nullif(concat_ws(' ', nullif(btrim(NEW.first_name), ''), nullif(btrim(NEW.last_name), '')), '');
  RETURN NEW;
END $$;

-- The ids of media and other documents in a rich text.
CREATE OR REPLACE FUNCTION mentioned_ids(content jsonb) RETURNS uuid[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT found[1]::uuid)
  FROM regexp_matches(content::text, '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', 'g') AS found
$$;
`);
  // bookings.sql
  await db.execute(sql`
CREATE OR REPLACE TRIGGER bookings_log_change AFTER UPDATE OR DELETE ON bookings
  FOR EACH ROW EXECUTE FUNCTION log_change('{status,slot_id,type,for_kitchen,for_bedroom}', '{updated_at,sequence,reminder_due_at,title}', 'reference_code');

-- The title of a booking: the customer's name and the London time of the slot, which does not change once it is booked.
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
  // invoices.sql
  await db.execute(sql`
-- An issued invoice cannot be changed or deleted. Two things are allowed: to add its PDF later, and to erase the customer.
CREATE OR REPLACE FUNCTION guard_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE open text[] := ARRAY['pdf', 'updated_at', 'customer_id', 'billing_name', 'billing_address'];
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - open IS DISTINCT FROM to_jsonb(OLD) - open OR (NEW.customer_id IS NOT NULL
    AND (NEW.customer_id, NEW.billing_name, NEW.billing_address)
      IS DISTINCT FROM (OLD.customer_id, OLD.billing_name, OLD.billing_address)) THEN
    RAISE EXCEPTION 'an invoice that is issued stays as it is'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_immutable';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER invoices_immutable BEFORE UPDATE OR DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION guard_invoice();
`);
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
  // product_cards.sql
  await db.execute(sql`
CREATE OR REPLACE FUNCTION product_card_term(slug text, name text) RETURNS json LANGUAGE sql IMMUTABLE AS $$
  SELECT row_to_json(term) FROM (SELECT slug, name WHERE slug IS NOT NULL) AS term
$$;

-- URLs begin with "cdn:", which readers replace by the URL of the CDN, so that cards stay valid when the CDN changes.
CREATE OR REPLACE FUNCTION product_card_image(medium media) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT row_to_json(image) FROM (
    SELECT original AS url, medium.alt, medium.width, medium.height, (
      SELECT row_to_json(variants) FROM (
        SELECT original,
          coalesce(folder || medium.sizes_large_filename, original) AS large,
          coalesce(folder || medium.sizes_medium_filename, original) AS medium,
          coalesce(folder || medium.sizes_thumb_filename, original) AS thumb
      ) AS variants
    ) AS variants, (
      SELECT row_to_json(widths) FROM (
        SELECT medium.width AS original,
          coalesce(medium.sizes_large_width, medium.width) AS large,
          coalesce(medium.sizes_medium_width, medium.width) AS medium,
          coalesce(medium.sizes_thumb_width, medium.width) AS thumb
      ) AS widths WHERE medium.width IS NOT NULL
    ) AS widths
    FROM (SELECT coalesce(medium.key, 'media/' || medium.filename) AS key) AS place,
      LATERAL (SELECT 'cdn:/' || key AS original, 'cdn:/' || regexp_replace(key, '[^/]*$', '') AS folder) AS urls
  ) AS image
$$;

CREATE OR REPLACE FUNCTION product_card_rows(ids uuid[]) RETURNS TABLE (
  product_id uuid, slug text, title_key text, category text, style text, range text, finish text, colours text[],
  price integer, in_stock boolean, created_at timestamptz, card text, search tsvector, search_text text
) LANGUAGE sql STABLE AS $$
  SELECT p.id, p.slug, lower(unaccent(p.title)), p.category::text, style.slug, range.slug, finish.slug, colour.slugs,
    p.price::integer, p.stock > 0, p.created_at, product.json::text,
    setweight(to_tsvector('english', unaccent(p.title)), 'A')
      || setweight(to_tsvector('english', terms.words), 'B')
      || setweight(to_tsvector('english', unaccent(coalesce(p.summary, ''))), 'C'),
    lower(unaccent(p.title) || ' ' || terms.words)
  FROM products p
  LEFT JOIN styles style ON style.id = p.style_id
  LEFT JOIN ranges range ON range.id = p.range_id
  LEFT JOIN finishes finish ON finish.id = p.finish_id
  CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(c.slug ORDER BY rel."order"), '{}') AS slugs, string_agg(c.name, ' ') AS names,
      '[' || coalesce(string_agg(row_to_json(c)::text, ',' ORDER BY rel."order"), '') || ']' AS json
    FROM products_rels rel
    CROSS JOIN LATERAL (SELECT slug, name, hex FROM colours WHERE id = rel.colours_id) AS c
    WHERE rel.parent_id = p.id AND rel.path = 'colours'
  ) AS colour
  CROSS JOIN LATERAL (
    SELECT '[' || coalesce(string_agg(product_card_image(m)::text, ',' ORDER BY rel."order"), '') || ']' AS json
    FROM products_rels rel JOIN media m ON m.id = rel.media_id
    WHERE rel.parent_id = p.id AND rel.path = 'images'
  ) AS image
  CROSS JOIN LATERAL (
    SELECT unaccent(concat_ws(' ', p.category, style.name, range.name, finish.name, colour.names)) AS words
  ) AS terms
  CROSS JOIN LATERAL (
    SELECT row_to_json(fields) AS json FROM (
      SELECT p.id, p.slug, p.title, p.category,
        product_card_term(style.slug, style.name) AS style,
        product_card_term(range.slug, range.name) AS range,
        product_card_term(finish.slug, finish.name) AS finish,
        colour.json::json AS colours,
        trim_scale(p.price / 100) AS price, p.currency, p.stock > 0 AS "inStock",
        image.json::json AS images, p.summary,
        to_char(p.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "createdAt",
        to_char(p.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "updatedAt"
    ) AS fields
  ) AS product
  WHERE p.id = ANY (ids) AND p._status = 'published' AND p.deleted_at IS NULL
$$;

CREATE OR REPLACE FUNCTION refresh_product_cards(ids uuid[], news boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  written integer;
  withdrawn integer;
BEGIN
  -- Lock first: each statement of this function sees what has been committed before it, so the rows below are current.
  PERFORM pg_advisory_xact_lock_shared(7305003);
  PERFORM 1 FROM products WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
  INSERT INTO product_cards AS kept (product_id, slug, title_key, category, style, range, finish, colours, price,
      in_stock, created_at, card, search, search_text, live, is_news)
    SELECT *, true, news FROM product_card_rows(ids)
    ON CONFLICT (product_id) DO UPDATE SET slug = excluded.slug, title_key = excluded.title_key,
      category = excluded.category, style = excluded.style, range = excluded.range, finish = excluded.finish,
      colours = excluded.colours, price = excluded.price, in_stock = excluded.in_stock,
      created_at = excluded.created_at, card = excluded.card, search = excluded.search,
      search_text = excluded.search_text, live = true, is_news = kept.is_news OR excluded.is_news
    WHERE NOT kept.live OR kept.card <> excluded.card;
  GET DIAGNOSTICS written = ROW_COUNT;
  UPDATE product_cards AS card SET live = false, card = '', is_news = true
    WHERE card.product_id = ANY (ids) AND live AND NOT EXISTS (
      SELECT 1 FROM products p WHERE p.id = card.product_id AND p._status = 'published' AND p.deleted_at IS NULL);
  GET DIAGNOSTICS withdrawn = ROW_COUNT;
  IF written + withdrawn > 0 THEN
    PERFORM cache_changed('products');
  END IF;
END $$;

CREATE OR REPLACE FUNCTION refresh_changed_products() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_ARGV[0] = 'id' THEN
    SELECT array_agg(id) INTO ids FROM changed;
  ELSIF TG_ARGV[0] = 'shown' THEN
    SELECT array_agg(id) INTO ids FROM changed JOIN before USING (id)
      WHERE (changed.stock > 0) <> (before.stock > 0)
        OR (to_jsonb(changed) - 'stock') <> (to_jsonb(before) - 'stock');
  ELSE
    SELECT array_agg(DISTINCT parent_id) INTO ids FROM changed;
  END IF;
  IF ids IS NOT NULL THEN
    PERFORM refresh_product_cards(ids, true);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER product_cards_blog_cache AFTER INSERT OR UPDATE OR DELETE ON product_cards
  FOR EACH STATEMENT EXECUTE FUNCTION blog_changed();
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

-- Logs changes of the price. Changes of the other fields are kept as versions.
CREATE OR REPLACE TRIGGER products_log_change AFTER UPDATE OF price ON products
  FOR EACH ROW EXECUTE FUNCTION log_change('{price}', '{*}', 'title');
`);
  await db.execute(sql`
    DROP TRIGGER bookings_keep_erased ON bookings;
    DROP TRIGGER brochure_requests_keep_erased ON brochure_requests;
    DROP TRIGGER orders_keep_erased ON orders;
    DROP TRIGGER invoices_keep_erased ON invoices;
    DROP FUNCTION keep_erased();`);
  await db.execute(sql`
   ALTER TABLE "event_receipts" DROP COLUMN "skipped";`)
}
