-- part: products
-- Logs changes of the price. Changes of other fields are stored as versions.
CREATE OR REPLACE TRIGGER products_log_change AFTER UPDATE OF price ON products
  FOR EACH ROW EXECUTE FUNCTION log_change('{price}', '{*}', 'title');

-- part: products.constraints
ALTER TABLE products
  DROP CONSTRAINT IF EXISTS products_stock_not_negative,
  ADD CONSTRAINT products_stock_not_negative
    CHECK (stock >= 0);

-- Indexes to find media that no text uses.
CREATE INDEX IF NOT EXISTS products_mentions_idx ON products USING gin (mentioned_ids(description));
CREATE INDEX IF NOT EXISTS _products_v_mentions_idx ON _products_v USING gin (mentioned_ids(version_description)) WHERE latest;

-- part: products_rels
CREATE OR REPLACE TRIGGER products_rels_insert_cards AFTER INSERT ON products_rels
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('parent_id');

CREATE OR REPLACE TRIGGER products_rels_update_cards AFTER UPDATE ON products_rels
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('parent_id');

CREATE OR REPLACE TRIGGER products_rels_delete_cards AFTER DELETE ON products_rels
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('parent_id');

-- part: products_rels.constraints
-- A photo of a product cannot be deleted. Payload's own foreign key would silently delete the reference.
ALTER TABLE products_rels
  DROP CONSTRAINT IF EXISTS products_rels_media_fk,
  ADD CONSTRAINT products_rels_media_fk
    FOREIGN KEY (media_id) REFERENCES media (id) ON DELETE RESTRICT;

-- part: colours
CREATE OR REPLACE FUNCTION refresh_cards_of_colours() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed uuid[];
  used_by uuid[];
BEGIN
  SELECT array_agg(after.id) INTO changed FROM after JOIN before USING (id)
    WHERE (to_jsonb(after) - 'updated_at') <> (to_jsonb(before) - 'updated_at');
  IF changed IS NULL THEN
    RETURN NULL;
  END IF;
  -- Wait for transactions that save products with the old data, so that the query below finds their products.
  PERFORM pg_advisory_xact_lock(7305003);
  SELECT array_agg(id) INTO used_by FROM (SELECT DISTINCT parent_id FROM products_rels WHERE colours_id = ANY (changed)) AS uses (id);
  IF used_by IS NOT NULL THEN
    PERFORM refresh_product_cards(used_by, true);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER colours_update_cards AFTER UPDATE ON colours
  REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_cards_of_colours();

-- part: finishes
CREATE OR REPLACE FUNCTION refresh_cards_of_finishes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed uuid[];
  used_by uuid[];
BEGIN
  SELECT array_agg(after.id) INTO changed FROM after JOIN before USING (id)
    WHERE (to_jsonb(after) - 'updated_at') <> (to_jsonb(before) - 'updated_at');
  IF changed IS NULL THEN
    RETURN NULL;
  END IF;
  -- Wait for transactions that save products with the old data, so that the query below finds their products.
  PERFORM pg_advisory_xact_lock(7305003);
  SELECT array_agg(id) INTO used_by FROM (SELECT id FROM products WHERE finish_id = ANY (changed)) AS uses (id);
  IF used_by IS NOT NULL THEN
    PERFORM refresh_product_cards(used_by, true);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER finishes_update_cards AFTER UPDATE ON finishes
  REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_cards_of_finishes();

-- part: ranges
CREATE OR REPLACE FUNCTION refresh_cards_of_ranges() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed uuid[];
  used_by uuid[];
BEGIN
  SELECT array_agg(after.id) INTO changed FROM after JOIN before USING (id)
    WHERE (to_jsonb(after) - 'updated_at') <> (to_jsonb(before) - 'updated_at');
  IF changed IS NULL THEN
    RETURN NULL;
  END IF;
  -- Wait for transactions that save products with the old data, so that the query below finds their products.
  PERFORM pg_advisory_xact_lock(7305003);
  SELECT array_agg(id) INTO used_by FROM (SELECT id FROM products WHERE range_id = ANY (changed)) AS uses (id);
  IF used_by IS NOT NULL THEN
    PERFORM refresh_product_cards(used_by, true);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER ranges_update_cards AFTER UPDATE ON ranges
  REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_cards_of_ranges();

-- part: styles
CREATE OR REPLACE FUNCTION refresh_cards_of_styles() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed uuid[];
  used_by uuid[];
BEGIN
  SELECT array_agg(after.id) INTO changed FROM after JOIN before USING (id)
    WHERE (to_jsonb(after) - 'updated_at') <> (to_jsonb(before) - 'updated_at');
  IF changed IS NULL THEN
    RETURN NULL;
  END IF;
  -- Wait for transactions that save products with the old data, so that the query below finds their products.
  PERFORM pg_advisory_xact_lock(7305003);
  SELECT array_agg(id) INTO used_by FROM (SELECT id FROM products WHERE style_id = ANY (changed)) AS uses (id);
  IF used_by IS NOT NULL THEN
    PERFORM refresh_product_cards(used_by, true);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER styles_update_cards AFTER UPDATE ON styles
  REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_cards_of_styles();
