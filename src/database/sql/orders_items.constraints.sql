ALTER TABLE orders_items
  DROP CONSTRAINT IF EXISTS orders_items_amounts,
  ADD CONSTRAINT orders_items_amounts
    CHECK (unit_price >= 0 AND quantity >= 1);
