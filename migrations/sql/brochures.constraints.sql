-- The default brochure cannot be archived, and a cover in use cannot be deleted.
ALTER TABLE brochures
  DROP CONSTRAINT IF EXISTS brochures_default_is_offered,
  ADD CONSTRAINT brochures_default_is_offered CHECK (is_default IS NOT TRUE OR archived_at IS NULL),
  DROP CONSTRAINT IF EXISTS brochures_cover_id_media_id_fk,
  ADD CONSTRAINT brochures_cover_id_media_id_fk FOREIGN KEY (cover_id) REFERENCES media (id) ON DELETE RESTRICT;

-- At most one brochure is the default.
CREATE UNIQUE INDEX IF NOT EXISTS brochures_one_default_idx ON brochures ((true)) WHERE is_default;
