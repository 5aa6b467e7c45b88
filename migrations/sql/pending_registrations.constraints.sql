ALTER TABLE pending_registrations
  DROP CONSTRAINT IF EXISTS pending_registrations_customer_fk,
  ADD CONSTRAINT pending_registrations_customer_fk
    FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
