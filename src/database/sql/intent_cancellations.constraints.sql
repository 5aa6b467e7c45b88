ALTER TABLE intent_cancellations DROP CONSTRAINT IF EXISTS intent_cancellations_payment_fk;
ALTER TABLE intent_cancellations
  ADD CONSTRAINT intent_cancellations_payment_fk FOREIGN KEY (payment_id) REFERENCES payments (id);
