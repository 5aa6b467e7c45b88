-- A medium that something shows is not deleted: Payload's own foreign key would take the picture away without a word.
ALTER TABLE blogs
  DROP CONSTRAINT IF EXISTS blogs_cover_image_id_media_id_fk,
  ADD CONSTRAINT blogs_cover_image_id_media_id_fk
    FOREIGN KEY (cover_image_id) REFERENCES media (id) ON DELETE RESTRICT;
