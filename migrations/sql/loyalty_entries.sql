-- Adds each new entry to the balance of its account, so that the balance is the sum of the entries. No other code writes the
-- balance.
CREATE OR REPLACE FUNCTION add_loyalty_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE loyalty_accounts SET balance = balance + NEW.points, updated_at = now() WHERE id = NEW.account_id;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER loyalty_entries_add AFTER INSERT ON loyalty_entries
  FOR EACH ROW EXECUTE FUNCTION add_loyalty_entry();
