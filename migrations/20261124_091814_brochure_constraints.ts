import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
  ALTER TABLE brochures
    ADD CONSTRAINT brochures_default_is_offered CHECK (is_default IS NOT TRUE OR archived_at IS NULL),
    DROP CONSTRAINT brochures_cover_id_media_id_fk,
    ADD CONSTRAINT brochures_cover_id_media_id_fk FOREIGN KEY (cover_id) REFERENCES media (id) ON DELETE RESTRICT;

  -- One at most, at any instant.
  CREATE UNIQUE INDEX brochures_one_default_idx ON brochures ((true)) WHERE is_default;

  -- Whoever changes brochures does so one after the other, and waits before any row is locked: otherwise two would each rely on
  -- what the other one is about to change, or wait for one another.
  CREATE FUNCTION lock_default_brochure() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('brochures.is_default'));
    RETURN NULL;
  END $$;
  CREATE TRIGGER brochures_lock_default BEFORE INSERT OR UPDATE OF is_default, archived_at OR DELETE ON brochures
    FOR EACH STATEMENT EXECUTE FUNCTION lock_default_brochure();

  -- A new default takes the place of the one before it, and the first brochure is the default.
  CREATE FUNCTION move_default_brochure() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'INSERT' AND NEW.archived_at IS NULL AND NOT EXISTS (SELECT FROM brochures WHERE is_default) THEN
      NEW.is_default := true;
    END IF;
    IF NEW.is_default THEN
      UPDATE brochures SET is_default = false WHERE is_default AND id <> NEW.id;
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER brochures_move_default BEFORE INSERT ON brochures
    FOR EACH ROW EXECUTE FUNCTION move_default_brochure();
  CREATE TRIGGER brochures_move_default_update BEFORE UPDATE OF is_default ON brochures
    FOR EACH ROW WHEN (NEW.is_default AND OLD.is_default IS NOT TRUE) EXECUTE FUNCTION move_default_brochure();

  -- One at least, at the commit, as long as any is offered.
  CREATE FUNCTION assert_default_brochure() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM brochures WHERE archived_at IS NULL) AND NOT EXISTS (SELECT FROM brochures WHERE is_default) THEN
      RAISE EXCEPTION 'No brochure would be the default.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'brochures_have_default';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER brochures_have_default AFTER INSERT OR UPDATE OF is_default, archived_at OR DELETE ON brochures
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION assert_default_brochure();

  -- For the export and erasure of the requests of one address.
  CREATE INDEX domain_events_brochure_email_idx ON domain_events ((payload->>'email')) WHERE topic = 'brochure.requested';
  `);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
  DROP INDEX domain_events_brochure_email_idx;
  DROP TRIGGER brochures_have_default ON brochures;
  DROP FUNCTION assert_default_brochure;
  DROP TRIGGER brochures_move_default_update ON brochures;
  DROP TRIGGER brochures_move_default ON brochures;
  DROP FUNCTION move_default_brochure;
  DROP TRIGGER brochures_lock_default ON brochures;
  DROP FUNCTION lock_default_brochure;
  DROP INDEX brochures_one_default_idx;
  ALTER TABLE brochures
    DROP CONSTRAINT brochures_cover_id_media_id_fk,
    ADD CONSTRAINT brochures_cover_id_media_id_fk FOREIGN KEY (cover_id) REFERENCES media (id) ON DELETE SET NULL,
    DROP CONSTRAINT brochures_default_is_offered;
  `);
}
