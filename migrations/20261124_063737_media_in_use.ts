import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
  ALTER TABLE products_rels
    DROP CONSTRAINT products_rels_media_fk,
    ADD CONSTRAINT products_rels_media_fk FOREIGN KEY (media_id) REFERENCES media (id) ON DELETE RESTRICT;
  ALTER TABLE blogs
    DROP CONSTRAINT blogs_cover_image_id_media_id_fk,
    ADD CONSTRAINT blogs_cover_image_id_media_id_fk FOREIGN KEY (cover_image_id) REFERENCES media (id) ON DELETE RESTRICT;

  CREATE FUNCTION refuse_deleting_shown_media() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM blogs WHERE position(OLD.id::text IN content::text) > 0)
      OR EXISTS (SELECT FROM products WHERE position(OLD.id::text IN description::text) > 0)
    THEN
      RAISE EXCEPTION 'Medium % stands in a text.', OLD.id
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'media_shown_in_text';
    END IF;
    RETURN OLD;
  END $$;
  CREATE TRIGGER media_shown_in_text BEFORE DELETE ON media
    FOR EACH ROW EXECUTE FUNCTION refuse_deleting_shown_media();
  `);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
  DROP TRIGGER media_shown_in_text ON media;
  DROP FUNCTION refuse_deleting_shown_media();
  ALTER TABLE blogs
    DROP CONSTRAINT blogs_cover_image_id_media_id_fk,
    ADD CONSTRAINT blogs_cover_image_id_media_id_fk FOREIGN KEY (cover_image_id) REFERENCES media (id) ON DELETE SET NULL;
  ALTER TABLE products_rels
    DROP CONSTRAINT products_rels_media_fk,
    ADD CONSTRAINT products_rels_media_fk FOREIGN KEY (media_id) REFERENCES media (id) ON DELETE CASCADE;
  `);
}
