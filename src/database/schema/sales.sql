-- part: orders
CREATE OR REPLACE TRIGGER orders_status_move BEFORE UPDATE OF status ON orders
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION guard_status_move('{"PENDING":["CONFIRMED","CANCELLED"],"CONFIRMED":["PARTIALLY_REFUNDED","REFUNDED"],"PARTIALLY_REFUNDED":["REFUNDED","CONFIRMED"],"REFUNDED":["PARTIALLY_REFUNDED","CONFIRMED"],"CANCELLED":[]}');

CREATE OR REPLACE TRIGGER orders_log_change AFTER UPDATE OR DELETE ON orders
  FOR EACH ROW EXECUTE FUNCTION log_change('{status,subtotal,vat,total,payment_due_at}', '{updated_at,title,staff_notes_at}', 'order_number');

-- Sets the title of an order: its number and the customer's name.
CREATE OR REPLACE FUNCTION title_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.title := concat_ws(', ', NEW.order_number, nullif(btrim(NEW.billing_name), ''));
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER orders_title BEFORE INSERT OR UPDATE OF order_number, billing_name, title ON orders
  FOR EACH ROW EXECUTE FUNCTION title_order();

CREATE OR REPLACE TRIGGER orders_keep_erased BEFORE UPDATE ON orders
  FOR EACH ROW WHEN (OLD.customer_id IS NULL AND OLD.billing_name = 'Erased')
  EXECUTE FUNCTION keep_erased('{customer_id,billing_name,billing_address,notes,staff_notes}');

-- part: orders.constraints
ALTER TABLE orders
  DROP CONSTRAINT IF EXISTS orders_amounts,
  ADD CONSTRAINT orders_amounts
    CHECK (subtotal >= 0 AND vat >= 0 AND total > 0 AND subtotal + vat = total);

CREATE SEQUENCE IF NOT EXISTS order_numbers START 1000001;

-- part: orders_items.constraints
ALTER TABLE orders_items
  DROP CONSTRAINT IF EXISTS orders_items_amounts,
  ADD CONSTRAINT orders_items_amounts
    CHECK (unit_price >= 0 AND quantity >= 1);

-- part: payments
CREATE OR REPLACE TRIGGER payments_status_move BEFORE UPDATE OF status ON payments
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION guard_status_move('{"PENDING":["PROCESSING","SUCCEEDED","FAILED","CANCELLED"],"PROCESSING":["SUCCEEDED","FAILED","CANCELLED"],"FAILED":["PENDING","PROCESSING","SUCCEEDED","CANCELLED"],"SUCCEEDED":["PARTIALLY_REFUNDED","REFUNDED","DISPUTED"],"PARTIALLY_REFUNDED":["REFUNDED","SUCCEEDED","DISPUTED"],"REFUNDED":["PARTIALLY_REFUNDED","SUCCEEDED","DISPUTED"],"DISPUTED":["SUCCEEDED","PARTIALLY_REFUNDED","REFUNDED"],"CANCELLED":[]}');

-- part: payments.constraints
ALTER TABLE payments
  DROP CONSTRAINT IF EXISTS payments_amounts,
  ADD CONSTRAINT payments_amounts
    CHECK (amount > 0 AND refunded_amount >= 0 AND refunded_amount <= amount);

-- part: payment_failures.constraints
ALTER TABLE payment_failures DROP CONSTRAINT IF EXISTS payment_failures_payment_fk;
ALTER TABLE payment_failures
  ADD CONSTRAINT payment_failures_payment_fk FOREIGN KEY (payment_id) REFERENCES payments (id);

-- part: refunds.constraints
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

-- part: disputes.constraints
ALTER TABLE disputes
  DROP CONSTRAINT IF EXISTS disputes_payment_fk,
  ADD CONSTRAINT disputes_payment_fk
    FOREIGN KEY (payment_id) REFERENCES payments (id);

-- part: intent_cancellations.constraints
ALTER TABLE intent_cancellations DROP CONSTRAINT IF EXISTS intent_cancellations_payment_fk;
ALTER TABLE intent_cancellations
  ADD CONSTRAINT intent_cancellations_payment_fk FOREIGN KEY (payment_id) REFERENCES payments (id);

-- part: installation.constraints
CREATE UNIQUE INDEX IF NOT EXISTS installation_one_row ON installation ((true));
INSERT INTO installation (id) SELECT gen_random_uuid() WHERE NOT EXISTS (SELECT FROM installation);

-- part: invoices
-- Rejects the change or deletion of an issued invoice, with two exceptions: adding its PDF, and erasing the customer.
CREATE OR REPLACE FUNCTION guard_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE open text[] := ARRAY['pdf', 'updated_at', 'customer_id', 'billing_name', 'billing_address'];
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - open IS DISTINCT FROM to_jsonb(OLD) - open OR (NEW.customer_id IS NOT NULL
    AND (NEW.customer_id, NEW.billing_name, NEW.billing_address)
      IS DISTINCT FROM (OLD.customer_id, OLD.billing_name, OLD.billing_address)) THEN
    RAISE EXCEPTION 'an invoice that is issued stays as it is'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_immutable';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER invoices_immutable BEFORE UPDATE OR DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION guard_invoice();

CREATE OR REPLACE TRIGGER invoices_keep_erased BEFORE UPDATE ON invoices
  FOR EACH ROW WHEN (OLD.customer_id IS NULL AND OLD.billing_name = 'Erased')
  EXECUTE FUNCTION keep_erased('{customer_id,billing_name,billing_address}');

-- part: invoices.constraints
ALTER TABLE invoices
  DROP CONSTRAINT IF EXISTS invoices_amounts,
  ADD CONSTRAINT invoices_amounts
    CHECK (subtotal >= 0 AND vat >= 0 AND total > 0 AND subtotal + vat = total);

-- part: loyalty_accounts.constraints
ALTER TABLE loyalty_accounts
  DROP CONSTRAINT IF EXISTS loyalty_accounts_balance,
  ADD CONSTRAINT loyalty_accounts_balance
    CHECK (balance >= 0);

-- part: loyalty_entries
-- Adds each new entry to the balance of its account, so that the balance is the sum of the entries. No other code writes the
-- balance.
CREATE OR REPLACE FUNCTION add_loyalty_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE loyalty_accounts SET balance = balance + NEW.points, updated_at = now() WHERE id = NEW.account_id;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER loyalty_entries_add AFTER INSERT ON loyalty_entries
  FOR EACH ROW EXECUTE FUNCTION add_loyalty_entry();
