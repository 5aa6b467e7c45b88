-- Payload writes every column, also when somebody signs in.
CREATE OR REPLACE TRIGGER users_blog_cache AFTER UPDATE ON users
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION blog_changed();

CREATE OR REPLACE TRIGGER users_log_change AFTER INSERT OR UPDATE OR DELETE ON users
  FOR EACH ROW EXECUTE FUNCTION log_change('{role}', '{updated_at,salt,login_attempts,lock_until,reset_password_token,reset_password_expiration,reset_password_requested_at}', '');

-- Posts keep the name of whoever leaves.
CREATE OR REPLACE FUNCTION keep_byline() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE blogs SET author_name = OLD.name WHERE author_id = OLD.id;
  UPDATE _blogs_v SET version_author_name = OLD.name WHERE version_author_id = OLD.id;
  RETURN OLD;
END $$;

CREATE OR REPLACE TRIGGER users_keep_byline BEFORE DELETE ON users
  FOR EACH ROW EXECUTE FUNCTION keep_byline();
