ALTER TABLE refunds
  DROP CONSTRAINT IF EXISTS refunds_amount,
  ADD CONSTRAINT refunds_amount
    CHECK (amount > 0);
ALTER TABLE refunds
  DROP CONSTRAINT IF EXISTS refunds_status,
  ADD CONSTRAINT refunds_status
    CHECK (status IN ('requested', 'requires_action', 'pending', 'succeeded', 'failed', 'canceled'));
ALTER TABLE refunds
  DROP CONSTRAINT IF EXISTS refunds_payment_fk,
  ADD CONSTRAINT refunds_payment_fk
    FOREIGN KEY (payment_id) REFERENCES payments (id);
