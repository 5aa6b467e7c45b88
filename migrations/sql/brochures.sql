-- Makes transactions that change brochures run one after the other. A transaction waits here before it locks a row: otherwise two
-- transactions could deadlock, or each could rely on a default brochure that the other one is about to change.
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
