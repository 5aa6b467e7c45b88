ALTER TABLE products
  DROP CONSTRAINT IF EXISTS products_stock_not_negative,
  ADD CONSTRAINT products_stock_not_negative
    CHECK (stock >= 0);

-- Indexes to find media that no text uses.
CREATE INDEX IF NOT EXISTS products_mentions_idx ON products USING gin (mentioned_ids(description));
CREATE INDEX IF NOT EXISTS _products_v_mentions_idx ON _products_v USING gin (mentioned_ids(version_description)) WHERE latest;
