ALTER TABLE staff_sessions
  DROP CONSTRAINT IF EXISTS staff_sessions_staff_fk,
  ADD CONSTRAINT staff_sessions_staff_fk FOREIGN KEY (staff_id) REFERENCES users (id) ON DELETE CASCADE;
