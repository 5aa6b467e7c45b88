ALTER TABLE staff_reset_tokens
  DROP CONSTRAINT IF EXISTS staff_reset_tokens_staff_fk,
  ADD CONSTRAINT staff_reset_tokens_staff_fk FOREIGN KEY (staff_id) REFERENCES users (id) ON DELETE CASCADE;
