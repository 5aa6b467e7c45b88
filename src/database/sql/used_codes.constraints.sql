ALTER TABLE used_codes
  DROP CONSTRAINT IF EXISTS used_codes_customer_fk,
  ADD CONSTRAINT used_codes_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
