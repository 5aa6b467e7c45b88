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
