ALTER TABLE refresh_tokens
  DROP CONSTRAINT IF EXISTS refresh_tokens_customer_fk,
  ADD CONSTRAINT refresh_tokens_customer_fk
    FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
