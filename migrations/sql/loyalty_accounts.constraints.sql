ALTER TABLE loyalty_accounts
  DROP CONSTRAINT IF EXISTS loyalty_accounts_balance,
  ADD CONSTRAINT loyalty_accounts_balance
    CHECK (balance >= 0);
