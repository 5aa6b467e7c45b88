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
