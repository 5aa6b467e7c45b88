import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
  CREATE SEQUENCE order_numbers START 1000001;

  INSERT INTO installation (id) VALUES (gen_random_uuid());
  CREATE UNIQUE INDEX installation_one_row ON installation ((true));

  ALTER TABLE products ADD CONSTRAINT products_stock_not_negative CHECK (stock >= 0);

  ALTER TABLE orders ADD CONSTRAINT orders_amounts
    CHECK (subtotal >= 0 AND vat >= 0 AND total > 0 AND subtotal + vat = total);
  ALTER TABLE orders_items ADD CONSTRAINT orders_items_amounts CHECK (unit_price >= 0 AND quantity >= 1);
  ALTER TABLE payments ADD CONSTRAINT payments_amounts
    CHECK (amount > 0 AND refunded_amount >= 0 AND refunded_amount <= amount);
  ALTER TABLE invoices ADD CONSTRAINT invoices_amounts
    CHECK (subtotal >= 0 AND vat >= 0 AND total > 0 AND subtotal + vat = total);
  ALTER TABLE loyalty_accounts ADD CONSTRAINT loyalty_accounts_balance CHECK (balance >= 0);
  ALTER TABLE refunds
    ADD CONSTRAINT refunds_amount CHECK (amount > 0),
    ADD CONSTRAINT refunds_status
      CHECK (status IN ('requested', 'requires_action', 'pending', 'succeeded', 'failed', 'canceled')),
    ADD CONSTRAINT refunds_payment_fk FOREIGN KEY (payment_id) REFERENCES payments (id);
  ALTER TABLE disputes ADD CONSTRAINT disputes_payment_fk FOREIGN KEY (payment_id) REFERENCES payments (id);

  -- For the timeline of one order.
  CREATE INDEX domain_events_order_idx ON domain_events ((payload->>'orderId')) WHERE payload->>'orderId' IS NOT NULL;

  -- A status goes only where status-moves.ts lets it, and every step is written down.
  CREATE FUNCTION guard_status_move() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT (TG_ARGV[0]::jsonb -> OLD.status::text) ? NEW.status::text THEN
      RAISE EXCEPTION '% that is % can not become %', TG_TABLE_NAME, OLD.status, NEW.status
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
    END IF;
    INSERT INTO status_changes (entity, row_id, from_status, to_status, at)
    VALUES (TG_TABLE_NAME, NEW.id, OLD.status, NEW.status, now());
    RETURN NEW;
  END $$;

  CREATE TRIGGER orders_status_move BEFORE UPDATE OF status ON orders
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION guard_status_move('{"PENDING":["CONFIRMED","CANCELLED"],"CONFIRMED":["PARTIALLY_REFUNDED","REFUNDED"],"PARTIALLY_REFUNDED":["REFUNDED","CONFIRMED"],"REFUNDED":["PARTIALLY_REFUNDED","CONFIRMED"],"CANCELLED":[]}');

  CREATE TRIGGER payments_status_move BEFORE UPDATE OF status ON payments
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION guard_status_move('{"PENDING":["PROCESSING","SUCCEEDED","FAILED","CANCELLED"],"PROCESSING":["SUCCEEDED","FAILED","CANCELLED"],"FAILED":["PENDING","PROCESSING","SUCCEEDED","CANCELLED"],"SUCCEEDED":["PARTIALLY_REFUNDED","REFUNDED","DISPUTED"],"PARTIALLY_REFUNDED":["REFUNDED","SUCCEEDED","DISPUTED"],"REFUNDED":["PARTIALLY_REFUNDED","SUCCEEDED","DISPUTED"],"DISPUTED":["SUCCEEDED","PARTIALLY_REFUNDED","REFUNDED"],"CANCELLED":[]}');

  -- An invoice is never changed or removed. Its PDF may be made later, and an erasure takes the person out.
  CREATE FUNCTION guard_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
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
  CREATE TRIGGER invoices_immutable BEFORE UPDATE OR DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION guard_invoice();

  -- The balance of an account is the sum of its entries because nothing else writes it.
  CREATE FUNCTION add_loyalty_entry() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    UPDATE loyalty_accounts SET balance = balance + NEW.points, updated_at = now() WHERE id = NEW.account_id;
    RETURN NULL;
  END $$;
  CREATE TRIGGER loyalty_entries_add AFTER INSERT ON loyalty_entries
    FOR EACH ROW EXECUTE FUNCTION add_loyalty_entry();
  `);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
  DROP TRIGGER loyalty_entries_add ON loyalty_entries;
  DROP FUNCTION add_loyalty_entry;
  DROP TRIGGER invoices_immutable ON invoices;
  DROP FUNCTION guard_invoice;
  DROP TRIGGER payments_status_move ON payments;
  DROP TRIGGER orders_status_move ON orders;
  DROP FUNCTION guard_status_move;
  DROP INDEX domain_events_order_idx;
  ALTER TABLE disputes DROP CONSTRAINT disputes_payment_fk;
  ALTER TABLE refunds DROP CONSTRAINT refunds_payment_fk, DROP CONSTRAINT refunds_status, DROP CONSTRAINT refunds_amount;
  ALTER TABLE loyalty_accounts DROP CONSTRAINT loyalty_accounts_balance;
  ALTER TABLE invoices DROP CONSTRAINT invoices_amounts;
  ALTER TABLE payments DROP CONSTRAINT payments_amounts;
  ALTER TABLE orders_items DROP CONSTRAINT orders_items_amounts;
  ALTER TABLE orders DROP CONSTRAINT orders_amounts;
  ALTER TABLE products DROP CONSTRAINT products_stock_not_negative;
  DROP INDEX installation_one_row;
  DELETE FROM installation;
  DROP SEQUENCE order_numbers;
  `);
}
