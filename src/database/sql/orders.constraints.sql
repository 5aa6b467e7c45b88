ALTER TABLE orders
  DROP CONSTRAINT IF EXISTS orders_amounts,
  ADD CONSTRAINT orders_amounts
    CHECK (subtotal >= 0 AND vat >= 0 AND total > 0 AND subtotal + vat = total);

CREATE SEQUENCE IF NOT EXISTS order_numbers START 1000001;
