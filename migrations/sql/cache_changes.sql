CREATE OR REPLACE FUNCTION count_cache_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO cache_generations (cache, generation) VALUES (NEW.cache, 1)
    ON CONFLICT (cache) DO UPDATE SET generation = cache_generations.generation + 1;
  DELETE FROM cache_changes WHERE id = NEW.id;
  RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS count_cache_change ON cache_changes;
CREATE CONSTRAINT TRIGGER count_cache_change AFTER INSERT ON cache_changes
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION count_cache_change();
