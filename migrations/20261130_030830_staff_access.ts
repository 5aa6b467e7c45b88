import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   CREATE TABLE "staff_invitations" (
  	"staff_id" uuid PRIMARY KEY NOT NULL,
  	"id" uuid NOT NULL,
  	"token_hash" text,
  	"invited_at" timestamp (3) with time zone NOT NULL,
  	"expires_at" timestamp (3) with time zone NOT NULL,
  	CONSTRAINT "staff_invitations_token_hash_key" UNIQUE("token_hash")
  );
  
  CREATE TABLE "staff_sessions" (
  	"id" text PRIMARY KEY NOT NULL,
  	"staff_id" uuid NOT NULL,
  	"device" text NOT NULL,
  	"network" text NOT NULL,
  	"signed_in_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  	"last_used_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  	"ended_at" timestamp (3) with time zone
  );
  
  ALTER TABLE "users" ADD COLUMN "deactivated_at" timestamp(3) with time zone;
  ALTER TABLE "settings" ADD COLUMN "website_order" varchar;
  ALTER TABLE "settings" ADD COLUMN "website_booking" varchar;
  ALTER TABLE "settings" ADD COLUMN "website_book" varchar;
  CREATE INDEX "staff_sessions_staff_idx" ON "staff_sessions" USING btree ("staff_id");`)
  // users.sql
  await db.execute(sql`
-- Payload writes every column, also when somebody signs in.
CREATE OR REPLACE TRIGGER users_blog_cache AFTER UPDATE ON users
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION blog_changed();

CREATE OR REPLACE TRIGGER users_log_change AFTER INSERT OR UPDATE OR DELETE ON users
  FOR EACH ROW EXECUTE FUNCTION log_change('{role,deactivated_at}', '{updated_at,salt,login_attempts,lock_until,reset_password_token,reset_password_expiration,reset_password_requested_at}', '');

-- Posts keep the name of whoever leaves.
CREATE OR REPLACE FUNCTION keep_byline() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE blogs SET author_name = OLD.name WHERE author_id = OLD.id;
  UPDATE _blogs_v SET version_author_name = OLD.name WHERE version_author_id = OLD.id;
  RETURN OLD;
END $$;

CREATE OR REPLACE TRIGGER users_keep_byline BEFORE DELETE ON users
  FOR EACH ROW EXECUTE FUNCTION keep_byline();

-- Payload writes every column as it read it some time before, also when somebody signs in or out, which leaves updated_at as it is: what
-- was changed meanwhile would be undone. Who may sign in is changed by staff-access.ts alone, which says so.
CREATE OR REPLACE FUNCTION keep_staff_edits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
    NEW.name := OLD.name;
    NEW.email := OLD.email;
    NEW.role := OLD.role;
    NEW.hash := OLD.hash;
    NEW.salt := OLD.salt;
  END IF;
  IF current_setting('lomash.staff_access', true) IS DISTINCT FROM 'on' THEN
    NEW.deactivated_at := OLD.deactivated_at;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER users_keep_edits BEFORE UPDATE ON users
  FOR EACH ROW EXECUTE FUNCTION keep_staff_edits();

-- Links that were sent to an address end with it, and so does every way in of somebody who is deactivated.
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

-- Who has a password is not invited any more.
CREATE OR REPLACE FUNCTION end_invitation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM staff_invitations WHERE staff_id = NEW.id;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER users_end_invitation AFTER UPDATE ON users
  FOR EACH ROW WHEN (OLD.hash IS DISTINCT FROM NEW.hash) EXECUTE FUNCTION end_invitation();

-- Somebody can always let the others in again: one admin who can sign in stays. Those who take the last ones away at once wait for
-- each other, and the later one sees what the earlier one did.
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
`);
  // users_sessions.sql
  await db.execute(sql`
-- Payload writes all sessions of a person anew from a list that it read before. One that was ended meanwhile, and any of somebody
-- who was deactivated, stays away. The row of the person, which Payload and the endings write first, keeps the order.
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
`);
  // staff_invitations.constraints.sql
  await db.execute(sql`
ALTER TABLE staff_invitations
  DROP CONSTRAINT IF EXISTS staff_invitations_staff_fk,
  ADD CONSTRAINT staff_invitations_staff_fk FOREIGN KEY (staff_id) REFERENCES users (id) ON DELETE CASCADE;
`);
  // staff_sessions.constraints.sql
  await db.execute(sql`
ALTER TABLE staff_sessions
  DROP CONSTRAINT IF EXISTS staff_sessions_staff_fk,
  ADD CONSTRAINT staff_sessions_staff_fk FOREIGN KEY (staff_id) REFERENCES users (id) ON DELETE CASCADE;
`);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    DROP TRIGGER users_sessions_skip_ended ON users_sessions;
    DROP TRIGGER users_keep_an_admin_left ON users;
    DROP TRIGGER users_keep_an_admin ON users;
    DROP TRIGGER users_end_invitation ON users;
    DROP TRIGGER users_close_access ON users;
    DROP TRIGGER users_keep_edits ON users;
    DROP FUNCTION skip_ended_session, keep_an_admin, end_invitation, close_staff_access, keep_staff_edits;
  `);
  // users.sql
  await db.execute(sql`
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
`);
  await db.execute(sql`
   DROP TABLE "staff_invitations" CASCADE;
  DROP TABLE "staff_sessions" CASCADE;
  ALTER TABLE "users" DROP COLUMN "deactivated_at";
  ALTER TABLE "settings" DROP COLUMN "website_order";
  ALTER TABLE "settings" DROP COLUMN "website_booking";
  ALTER TABLE "settings" DROP COLUMN "website_book";`)
}
