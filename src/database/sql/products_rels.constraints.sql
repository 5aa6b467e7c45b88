-- A medium that something shows is not deleted: Payload's own foreign key would take the picture away without a word.
ALTER TABLE products_rels
  DROP CONSTRAINT IF EXISTS products_rels_media_fk,
  ADD CONSTRAINT products_rels_media_fk
    FOREIGN KEY (media_id) REFERENCES media (id) ON DELETE RESTRICT;
