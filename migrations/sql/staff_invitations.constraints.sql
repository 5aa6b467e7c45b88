ALTER TABLE staff_invitations
  DROP CONSTRAINT IF EXISTS staff_invitations_staff_fk,
  ADD CONSTRAINT staff_invitations_staff_fk FOREIGN KEY (staff_id) REFERENCES users (id) ON DELETE CASCADE;
