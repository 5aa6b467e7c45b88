-- A photo in use cannot be deleted. Payload's own foreign key would delete the reference without notice.
ALTER TABLE products_rels
  DROP CONSTRAINT IF EXISTS products_rels_media_fk,
  ADD CONSTRAINT products_rels_media_fk
    FOREIGN KEY (media_id) REFERENCES media (id) ON DELETE RESTRICT;
