ALTER TABLE disputes
  DROP CONSTRAINT IF EXISTS disputes_payment_fk,
  ADD CONSTRAINT disputes_payment_fk
    FOREIGN KEY (payment_id) REFERENCES payments (id);
