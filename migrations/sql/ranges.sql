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
