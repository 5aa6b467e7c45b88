-- part: brochures
-- Takes an advisory lock, so that transactions that change brochures run one after the other. The trigger runs before
-- any row is locked. If a row were locked first, two transactions could deadlock, or each could rely on a default
-- brochure that the other is about to change.
CREATE OR REPLACE FUNCTION lock_default_brochure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('brochures.is_default'));
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER brochures_lock_default BEFORE INSERT OR UPDATE OF is_default, archived_at OR DELETE ON brochures
  FOR EACH STATEMENT EXECUTE FUNCTION lock_default_brochure();

-- Makes a new default brochure replace the previous default, and makes the first brochure the default.
CREATE OR REPLACE FUNCTION move_default_brochure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.archived_at IS NULL AND NOT EXISTS (SELECT FROM brochures WHERE is_default) THEN
    NEW.is_default := true;
  END IF;
  IF NEW.is_default THEN
    UPDATE brochures SET is_default = false WHERE is_default AND id <> NEW.id;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER brochures_move_default BEFORE INSERT ON brochures
  FOR EACH ROW EXECUTE FUNCTION move_default_brochure();

CREATE OR REPLACE TRIGGER brochures_move_default_update BEFORE UPDATE OF is_default ON brochures
  FOR EACH ROW WHEN (NEW.is_default AND OLD.is_default IS NOT TRUE) EXECUTE FUNCTION move_default_brochure();

-- Checks at commit that a default brochure exists, unless all brochures are archived.
CREATE OR REPLACE FUNCTION assert_default_brochure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM brochures WHERE archived_at IS NULL) AND NOT EXISTS (SELECT FROM brochures WHERE is_default) THEN
    RAISE EXCEPTION 'No brochure would be the default.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'brochures_have_default';
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS brochures_have_default ON brochures;
CREATE CONSTRAINT TRIGGER brochures_have_default AFTER INSERT OR UPDATE OF is_default, archived_at OR DELETE ON brochures
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION assert_default_brochure();

-- part: brochures.constraints
-- The default brochure cannot be archived, and a cover in use cannot be deleted.
ALTER TABLE brochures
  DROP CONSTRAINT IF EXISTS brochures_default_is_offered,
  ADD CONSTRAINT brochures_default_is_offered CHECK (is_default IS NOT TRUE OR archived_at IS NULL),
  DROP CONSTRAINT IF EXISTS brochures_cover_id_media_id_fk,
  ADD CONSTRAINT brochures_cover_id_media_id_fk FOREIGN KEY (cover_id) REFERENCES media (id) ON DELETE RESTRICT;

-- At most one brochure is the default.
CREATE UNIQUE INDEX IF NOT EXISTS brochures_one_default_idx ON brochures ((true)) WHERE is_default;

-- part: brochure_requests
CREATE OR REPLACE TRIGGER brochure_requests_name BEFORE INSERT OR UPDATE OF first_name, last_name, name ON brochure_requests
  FOR EACH ROW EXECUTE FUNCTION name_person();

CREATE OR REPLACE TRIGGER brochure_requests_keep_erased BEFORE UPDATE ON brochure_requests
  FOR EACH ROW WHEN (OLD.email = 'erased@lomashwood.invalid')
  EXECUTE FUNCTION keep_erased('{first_name,last_name,email,phone,postcode,address}');
