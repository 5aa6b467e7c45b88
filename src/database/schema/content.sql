-- part: blogs
CREATE OR REPLACE TRIGGER blogs_blog_cache AFTER INSERT OR UPDATE OR DELETE ON blogs
  FOR EACH STATEMENT EXECUTE FUNCTION blog_changed();

-- part: blogs.constraints
-- A photo that is the cover of a post cannot be deleted. Payload's own foreign key would silently set the reference to NULL.
ALTER TABLE blogs
  DROP CONSTRAINT IF EXISTS blogs_cover_image_id_media_id_fk,
  ADD CONSTRAINT blogs_cover_image_id_media_id_fk
    FOREIGN KEY (cover_image_id) REFERENCES media (id) ON DELETE RESTRICT;

-- Indexes to find media that no text uses.
CREATE INDEX IF NOT EXISTS blogs_mentions_idx ON blogs USING gin (mentioned_ids(content));
CREATE INDEX IF NOT EXISTS _blogs_v_mentions_idx ON _blogs_v USING gin (mentioned_ids(version_content)) WHERE latest;

-- part: media
CREATE OR REPLACE FUNCTION refuse_deleting_shown_media() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM blogs WHERE position(OLD.id::text IN content::text) > 0)
    OR EXISTS (SELECT FROM products WHERE position(OLD.id::text IN description::text) > 0)
  THEN
    RAISE EXCEPTION 'Medium % stands in a text.', OLD.id
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'media_shown_in_text';
  END IF;
  RETURN OLD;
END $$;

CREATE OR REPLACE TRIGGER media_shown_in_text BEFORE DELETE ON media
  FOR EACH ROW EXECUTE FUNCTION refuse_deleting_shown_media();

CREATE OR REPLACE FUNCTION refresh_cards_of_media() RETURNS trigger LANGUAGE plpgsql AS $$
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
  SELECT array_agg(id) INTO used_by FROM (SELECT DISTINCT parent_id FROM products_rels WHERE media_id = ANY (changed)) AS uses (id);
  IF used_by IS NOT NULL THEN
    PERFORM refresh_product_cards(used_by, true);
  END IF;
  -- Announce products whose description shows the picture, too: their card does not contain it.
  UPDATE product_cards SET is_news = true
    FROM products
    WHERE product_id = products.id AND live AND NOT is_news AND EXISTS (
      SELECT FROM unnest(changed) AS medium (id) WHERE position(medium.id::text IN products.description::text) > 0);
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER media_update_cards AFTER UPDATE ON media
  REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_cards_of_media();

CREATE OR REPLACE TRIGGER media_blog_cache AFTER INSERT OR UPDATE OR DELETE ON media
  FOR EACH STATEMENT EXECUTE FUNCTION blog_changed();
