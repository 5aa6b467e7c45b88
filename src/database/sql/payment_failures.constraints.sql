ALTER TABLE payment_failures DROP CONSTRAINT IF EXISTS payment_failures_payment_fk;
ALTER TABLE payment_failures
  ADD CONSTRAINT payment_failures_payment_fk FOREIGN KEY (payment_id) REFERENCES payments (id);
