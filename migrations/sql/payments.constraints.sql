ALTER TABLE payments
  DROP CONSTRAINT IF EXISTS payments_amounts,
  ADD CONSTRAINT payments_amounts
    CHECK (amount > 0 AND refunded_amount >= 0 AND refunded_amount <= amount);
