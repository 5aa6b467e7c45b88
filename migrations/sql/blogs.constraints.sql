-- A photo or film in use cannot be deleted. Payload's own foreign key would set the reference to NULL without notice.
ALTER TABLE blogs
  DROP CONSTRAINT IF EXISTS blogs_cover_image_id_media_id_fk,
  ADD CONSTRAINT blogs_cover_image_id_media_id_fk
    FOREIGN KEY (cover_image_id) REFERENCES media (id) ON DELETE RESTRICT;

-- Indexes to find media that no text uses.
CREATE INDEX IF NOT EXISTS blogs_mentions_idx ON blogs USING gin (mentioned_ids(content));
CREATE INDEX IF NOT EXISTS _blogs_v_mentions_idx ON _blogs_v USING gin (mentioned_ids(version_content)) WHERE latest;
