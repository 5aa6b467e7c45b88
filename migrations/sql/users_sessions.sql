-- Skips the insertion of sessions that have ended, and of all sessions of a deactivated person. Payload writes all sessions of a
-- person again, from a list that it read before, and would restore sessions that ended in between. Payload and the code that ends
-- sessions both lock the person's row first, so each sees the other's changes.
CREATE OR REPLACE FUNCTION skip_ended_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM staff_sessions WHERE id = NEW.id AND ended_at IS NOT NULL)
    OR EXISTS (SELECT FROM users WHERE id = NEW._parent_id AND deactivated_at IS NOT NULL) THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER users_sessions_skip_ended BEFORE INSERT ON users_sessions
  FOR EACH ROW EXECUTE FUNCTION skip_ended_session();
