-- For searches with typos.
CREATE INDEX IF NOT EXISTS product_cards_typos_idx ON product_cards USING gin (search_text gin_trgm_ops) WHERE live;
