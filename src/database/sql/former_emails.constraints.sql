ALTER TABLE former_emails
  DROP CONSTRAINT IF EXISTS former_emails_customer_fk,
  ADD CONSTRAINT former_emails_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
