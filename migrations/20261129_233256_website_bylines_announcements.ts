import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "blogs" ADD COLUMN "author_name" varchar;
  ALTER TABLE "_blogs_v" ADD COLUMN "version_author_name" varchar;
  ALTER TABLE "settings" ADD COLUMN "website_origin" varchar;
  ALTER TABLE "settings" ADD COLUMN "website_kitchen" varchar DEFAULT '/kitchen/{slug}';
  ALTER TABLE "settings" ADD COLUMN "website_bedroom" varchar DEFAULT '/bedroom/{slug}';
  ALTER TABLE "settings" ADD COLUMN "website_showroom" varchar DEFAULT '/showrooms/{slug}';
  ALTER TABLE "settings" ADD COLUMN "website_post" varchar DEFAULT '/blog/{slug}';`)
  // colours.sql
  await db.execute(sql`
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
  -- Products that are being saved with the old name have then been committed, and are found.
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
`);
  // finishes.sql
  await db.execute(sql`
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
  -- Products that are being saved with the old name have then been committed, and are found.
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
`);
  // media.sql
  await db.execute(sql`
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
  -- Products that are being saved with the old name have then been committed, and are found.
  PERFORM pg_advisory_xact_lock(7305003);
  SELECT array_agg(id) INTO used_by FROM (SELECT DISTINCT parent_id FROM products_rels WHERE media_id = ANY (changed)) AS uses (id);
  IF used_by IS NOT NULL THEN
    PERFORM refresh_product_cards(used_by, true);
  END IF;
  -- A description shows pictures that the card does not have.
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
`);
  // ranges.sql
  await db.execute(sql`
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
  -- Products that are being saved with the old name have then been committed, and are found.
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
`);
  // styles.sql
  await db.execute(sql`
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
  -- Products that are being saved with the old name have then been committed, and are found.
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
`);
  // users.sql
  await db.execute(sql`
-- Payload writes every column, also when somebody signs in.
CREATE OR REPLACE TRIGGER users_blog_cache AFTER UPDATE ON users
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION blog_changed();

CREATE OR REPLACE TRIGGER users_log_change AFTER INSERT OR UPDATE OR DELETE ON users
  FOR EACH ROW EXECUTE FUNCTION log_change('{role}', '{updated_at,salt,login_attempts,lock_until,reset_password_token,reset_password_expiration,reset_password_requested_at}', '');

-- Posts keep the name of whoever leaves.
CREATE OR REPLACE FUNCTION keep_byline() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE blogs SET author_name = OLD.name WHERE author_id = OLD.id;
  UPDATE _blogs_v SET version_author_name = OLD.name WHERE version_author_id = OLD.id;
  RETURN OLD;
END $$;

CREATE OR REPLACE TRIGGER users_keep_byline BEFORE DELETE ON users
  FOR EACH ROW EXECUTE FUNCTION keep_byline();
`);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  // colours.sql
  await db.execute(sql`
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
  -- Products that are being saved with the old name have then been committed, and are found.
  PERFORM pg_advisory_xact_lock(7305003);
  SELECT array_agg(id) INTO used_by FROM (SELECT DISTINCT parent_id FROM products_rels WHERE colours_id = ANY (changed)) AS uses (id);
  IF used_by IS NOT NULL THEN
    PERFORM refresh_product_cards(used_by, false);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER colours_update_cards AFTER UPDATE ON colours
  REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_cards_of_colours();
`);
  // finishes.sql
  await db.execute(sql`
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
  -- Products that are being saved with the old name have then been committed, and are found.
  PERFORM pg_advisory_xact_lock(7305003);
  SELECT array_agg(id) INTO used_by FROM (SELECT id FROM products WHERE finish_id = ANY (changed)) AS uses (id);
  IF used_by IS NOT NULL THEN
    PERFORM refresh_product_cards(used_by, false);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER finishes_update_cards AFTER UPDATE ON finishes
  REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_cards_of_finishes();
`);
  // media.sql
  await db.execute(sql`
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
  -- Products that are being saved with the old name have then been committed, and are found.
  PERFORM pg_advisory_xact_lock(7305003);
  SELECT array_agg(id) INTO used_by FROM (SELECT DISTINCT parent_id FROM products_rels WHERE media_id = ANY (changed)) AS uses (id);
  IF used_by IS NOT NULL THEN
    PERFORM refresh_product_cards(used_by, false);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER media_update_cards AFTER UPDATE ON media
  REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_cards_of_media();

CREATE OR REPLACE TRIGGER media_blog_cache AFTER INSERT OR UPDATE OR DELETE ON media
  FOR EACH STATEMENT EXECUTE FUNCTION blog_changed();
`);
  // ranges.sql
  await db.execute(sql`
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
  -- Products that are being saved with the old name have then been committed, and are found.
  PERFORM pg_advisory_xact_lock(7305003);
  SELECT array_agg(id) INTO used_by FROM (SELECT id FROM products WHERE range_id = ANY (changed)) AS uses (id);
  IF used_by IS NOT NULL THEN
    PERFORM refresh_product_cards(used_by, false);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER ranges_update_cards AFTER UPDATE ON ranges
  REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_cards_of_ranges();
`);
  // styles.sql
  await db.execute(sql`
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
  -- Products that are being saved with the old name have then been committed, and are found.
  PERFORM pg_advisory_xact_lock(7305003);
  SELECT array_agg(id) INTO used_by FROM (SELECT id FROM products WHERE style_id = ANY (changed)) AS uses (id);
  IF used_by IS NOT NULL THEN
    PERFORM refresh_product_cards(used_by, false);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER styles_update_cards AFTER UPDATE ON styles
  REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_cards_of_styles();
`);
  // users.sql
  await db.execute(sql`
-- Payload writes every column, also when somebody signs in.
CREATE OR REPLACE TRIGGER users_blog_cache AFTER UPDATE ON users
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION blog_changed();

CREATE OR REPLACE TRIGGER users_log_change AFTER INSERT OR UPDATE OR DELETE ON users
  FOR EACH ROW EXECUTE FUNCTION log_change('{role}', '{updated_at,salt,login_attempts,lock_until,reset_password_token,reset_password_expiration,reset_password_requested_at}', '');
`);
  await db.execute(sql`
   DROP FUNCTION keep_byline() CASCADE;
  ALTER TABLE "blogs" DROP COLUMN "author_name";
  ALTER TABLE "_blogs_v" DROP COLUMN "version_author_name";
  ALTER TABLE "settings" DROP COLUMN "website_origin";
  ALTER TABLE "settings" DROP COLUMN "website_kitchen";
  ALTER TABLE "settings" DROP COLUMN "website_bedroom";
  ALTER TABLE "settings" DROP COLUMN "website_showroom";
  ALTER TABLE "settings" DROP COLUMN "website_post";`)
}
