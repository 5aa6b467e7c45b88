ALTER TABLE customer_credentials
  DROP CONSTRAINT IF EXISTS customer_credentials_customer_fk,
  ADD CONSTRAINT customer_credentials_customer_fk
    FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
