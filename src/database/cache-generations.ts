import { sql } from '@payloadcms/db-postgres';

/**
 * A number per cache that rises with each commit that changed what the cache holds. `cache_changed('name')` is called in
 * the transaction of the change; the number itself rises at its COMMIT (a deferred trigger), so its row is locked for
 * that instant alone, and whoever reads data and number in one statement gets two that belong together.
 */
export const cacheGenerations = sql`
  CREATE FUNCTION cache_changed(cache text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO cache_changes (cache) VALUES (cache)
  $$;

  CREATE FUNCTION count_cache_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO cache_generations (cache, generation) VALUES (NEW.cache, 1)
      ON CONFLICT (cache) DO UPDATE SET generation = cache_generations.generation + 1;
    DELETE FROM cache_changes WHERE id = NEW.id;
    RETURN NULL;
  END $$;

  CREATE CONSTRAINT TRIGGER count_cache_change AFTER INSERT ON cache_changes
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION count_cache_change();
`;

/** Undoes {@link cacheGenerations}; the trigger goes with its table. */
export const dropCacheGenerations = sql`
  DROP FUNCTION cache_changed(text);
  DROP FUNCTION count_cache_change() CASCADE;
`;
