-- Invalidates the cached posts when the name of an author changes. The trigger compares the names, because Payload writes every
-- column even at a sign-in.
CREATE OR REPLACE TRIGGER users_blog_cache AFTER UPDATE ON users
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION blog_changed();

CREATE OR REPLACE TRIGGER users_log_change AFTER INSERT OR UPDATE OR DELETE ON users
  FOR EACH ROW EXECUTE FUNCTION log_change('{role,deactivated_at}', '{updated_at,salt,login_attempts,lock_until,reset_password_token,reset_password_expiration,reset_password_requested_at}', '');

-- Copies the name of an author into their posts before the author's account is deleted.
CREATE OR REPLACE FUNCTION keep_byline() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE blogs SET author_name = OLD.name WHERE author_id = OLD.id;
  UPDATE _blogs_v SET version_author_name = OLD.name WHERE version_author_id = OLD.id;
  RETURN OLD;
END $$;

CREATE OR REPLACE TRIGGER users_keep_byline BEFORE DELETE ON users
  FOR EACH ROW EXECUTE FUNCTION keep_byline();

-- Protects edits of staff accounts. At each sign-in and sign-out, Payload writes all columns with the values that it read before,
-- and with an unchanged updated_at. Such a write would undo edits made in between, so name, e-mail, role and password keep their
-- current values. Only staff-access.ts, which sets lomash.staff_access, can change deactivated_at.
CREATE OR REPLACE FUNCTION keep_staff_edits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
    NEW.name := OLD.name;
    NEW.email := OLD.email;
    NEW.role := OLD.role;
    NEW.hash := OLD.hash;
    NEW.salt := OLD.salt;
  END IF;
  -- A failed sign-in is not an edit. Otherwise strangers could make an open form report that its data are outdated.
  IF to_jsonb(NEW) - '{updated_at,login_attempts,lock_until}'::text[] = to_jsonb(OLD) - '{updated_at,login_attempts,lock_until}'::text[]
    AND NEW.login_attempts IS DISTINCT FROM OLD.login_attempts THEN
    NEW.updated_at := OLD.updated_at;
  END IF;
  IF current_setting('lomash.staff_access', true) IS DISTINCT FROM 'on' THEN
    NEW.deactivated_at := OLD.deactivated_at;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER users_keep_edits BEFORE UPDATE ON users
  FOR EACH ROW EXECUTE FUNCTION keep_staff_edits();

-- Revokes the password reset and invitation links of a member of staff whose e-mail address changes or who is deactivated. A
-- deactivation also ends all sessions.
CREATE OR REPLACE FUNCTION close_staff_access() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM staff_reset_tokens WHERE staff_id = NEW.id;
  UPDATE staff_invitations SET token_hash = NULL WHERE staff_id = NEW.id;
  IF NEW.deactivated_at IS NOT NULL THEN
    DELETE FROM users_sessions WHERE _parent_id = NEW.id;
    UPDATE staff_sessions SET ended_at = now() WHERE staff_id = NEW.id AND ended_at IS NULL;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER users_close_access AFTER UPDATE ON users
  FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email
    OR (OLD.deactivated_at IS NULL AND NEW.deactivated_at IS NOT NULL))
  EXECUTE FUNCTION close_staff_access();

-- Deletes the invitation once the person has chosen a password.
CREATE OR REPLACE FUNCTION end_invitation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM staff_invitations WHERE staff_id = NEW.id;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER users_end_invitation AFTER UPDATE ON users
  FOR EACH ROW WHEN (OLD.hash IS DISTINCT FROM NEW.hash) EXECUTE FUNCTION end_invitation();

-- Ensures that at least one admin can always sign in. Transactions that remove admins at the same time run one after the other,
-- so that the later transaction sees the effect of the earlier one.
CREATE OR REPLACE FUNCTION keep_an_admin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('users_keep_an_admin'));
  IF NOT EXISTS (
    SELECT FROM users WHERE role = 'admin' AND deactivated_at IS NULL
      AND NOT EXISTS (SELECT FROM staff_invitations WHERE staff_id = users.id)) THEN
    RAISE EXCEPTION 'the last admin who can sign in stays'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'users_keep_an_admin';
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER users_keep_an_admin AFTER UPDATE ON users
  FOR EACH ROW WHEN (OLD.role = 'admin' AND OLD.deactivated_at IS NULL
    AND (NEW.role <> 'admin' OR NEW.deactivated_at IS NOT NULL))
  EXECUTE FUNCTION keep_an_admin();

CREATE OR REPLACE TRIGGER users_keep_an_admin_left AFTER DELETE ON users
  FOR EACH ROW WHEN (OLD.role = 'admin' AND OLD.deactivated_at IS NULL) EXECUTE FUNCTION keep_an_admin();
