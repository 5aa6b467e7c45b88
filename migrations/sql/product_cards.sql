CREATE OR REPLACE FUNCTION product_card_term(slug text, name text) RETURNS json LANGUAGE sql IMMUTABLE AS $$
  SELECT row_to_json(term) FROM (SELECT slug, name WHERE slug IS NOT NULL) AS term
$$;

-- Returns the JSON of a photo for a card. Its URLs begin with "cdn:". Code that reads cards replaces this prefix by the URL of
-- the CDN, so that cards stay valid when the CDN changes.
CREATE OR REPLACE FUNCTION product_card_image(medium media) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT row_to_json(image) FROM (
    SELECT original AS url, medium.alt, medium.width, medium.height, (
      SELECT row_to_json(variants) FROM (
        SELECT original,
          coalesce(folder || medium.sizes_large_filename, original) AS large,
          coalesce(folder || medium.sizes_medium_filename, original) AS medium,
          coalesce(folder || medium.sizes_thumb_filename, original) AS thumb
      ) AS variants
    ) AS variants, (
      SELECT row_to_json(widths) FROM (
        SELECT medium.width AS original,
          coalesce(medium.sizes_large_width, medium.width) AS large,
          coalesce(medium.sizes_medium_width, medium.width) AS medium,
          coalesce(medium.sizes_thumb_width, medium.width) AS thumb
      ) AS widths WHERE medium.width IS NOT NULL
    ) AS widths
    FROM (SELECT coalesce(medium.key, 'media/' || medium.filename) AS key) AS place,
      LATERAL (SELECT 'cdn:/' || key AS original, 'cdn:/' || regexp_replace(key, '[^/]*$', '') AS folder) AS urls
  ) AS image
$$;

-- Dropped first, because Postgres does not replace a function whose columns change.
DROP FUNCTION IF EXISTS product_card_rows(uuid[]);
CREATE OR REPLACE FUNCTION product_card_rows(ids uuid[]) RETURNS TABLE (
  product_id uuid, slug text, title_key text, category text, style text, range text, finish text, colours text[],
  price integer, in_stock boolean, created_at timestamptz, card text, search tsvector, search_text text
) LANGUAGE sql STABLE AS $$
  SELECT p.id, p.slug, lower(unaccent(p.title)), p.category::text, style.slug, range.slug, finish.slug, colour.slugs,
    p.price::integer, p.stock > 0, p.created_at, product.json::text,
    setweight(to_tsvector('english', unaccent(p.title)), 'A')
      || setweight(to_tsvector('english', terms.words), 'B')
      || setweight(to_tsvector('english', unaccent(coalesce(p.summary, ''))), 'C'),
    lower(unaccent(p.title) || ' ' || terms.words)
  FROM products p
  LEFT JOIN styles style ON style.id = p.style_id
  LEFT JOIN ranges range ON range.id = p.range_id
  LEFT JOIN finishes finish ON finish.id = p.finish_id
  CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(c.slug ORDER BY rel."order"), '{}') AS slugs, string_agg(c.name, ' ') AS names,
      '[' || coalesce(string_agg(row_to_json(c)::text, ',' ORDER BY rel."order"), '') || ']' AS json
    FROM products_rels rel
    CROSS JOIN LATERAL (SELECT slug, name, hex FROM colours WHERE id = rel.colours_id) AS c
    WHERE rel.parent_id = p.id AND rel.path = 'colours'
  ) AS colour
  CROSS JOIN LATERAL (
    SELECT '[' || coalesce(string_agg(product_card_image(m)::text, ',' ORDER BY rel."order"), '') || ']' AS json
    FROM products_rels rel JOIN media m ON m.id = rel.media_id
    WHERE rel.parent_id = p.id AND rel.path = 'images'
  ) AS image
  CROSS JOIN LATERAL (
    SELECT unaccent(concat_ws(' ', p.category, style.name, range.name, finish.name, colour.names)) AS words
  ) AS terms
  CROSS JOIN LATERAL (
    SELECT row_to_json(fields) AS json FROM (
      SELECT p.id, p.slug, p.title, p.category,
        product_card_term(style.slug, style.name) AS style,
        product_card_term(range.slug, range.name) AS range,
        product_card_term(finish.slug, finish.name) AS finish,
        colour.json::json AS colours,
        trim_scale(p.price / 100) AS price, p.currency, p.stock > 0 AS "inStock",
        image.json::json AS images, p.summary,
        to_char(p.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "createdAt",
        to_char(p.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "updatedAt"
    ) AS fields
  ) AS product
  WHERE p.id = ANY (ids) AND p._status = 'published' AND p.deleted_at IS NULL
$$;

CREATE OR REPLACE FUNCTION refresh_product_cards(ids uuid[], news boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  written integer;
  withdrawn integer;
BEGIN
  -- Lock first: each statement of this function sees what has been committed before it, so the rows below are current.
  PERFORM pg_advisory_xact_lock_shared(7305003);
  PERFORM 1 FROM products WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
  INSERT INTO product_cards AS kept (product_id, slug, title_key, category, style, range, finish, colours, price,
      in_stock, created_at, card, search, search_text, live, is_news)
    SELECT *, true, news FROM product_card_rows(ids)
    ON CONFLICT (product_id) DO UPDATE SET slug = excluded.slug, title_key = excluded.title_key,
      category = excluded.category, style = excluded.style, range = excluded.range, finish = excluded.finish,
      colours = excluded.colours, price = excluded.price, in_stock = excluded.in_stock,
      created_at = excluded.created_at, card = excluded.card, search = excluded.search,
      search_text = excluded.search_text, live = true, is_news = kept.is_news OR excluded.is_news
    WHERE NOT kept.live OR kept.card <> excluded.card;
  GET DIAGNOSTICS written = ROW_COUNT;
  UPDATE product_cards AS card SET live = false, card = '', is_news = true
    WHERE card.product_id = ANY (ids) AND live AND NOT EXISTS (
      SELECT 1 FROM products p WHERE p.id = card.product_id AND p._status = 'published' AND p.deleted_at IS NULL);
  GET DIAGNOSTICS withdrawn = ROW_COUNT;
  IF written + withdrawn > 0 THEN
    PERFORM cache_changed('products');
  END IF;
END $$;

CREATE OR REPLACE FUNCTION refresh_changed_products() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_ARGV[0] = 'id' THEN
    SELECT array_agg(id) INTO ids FROM changed;
  ELSIF TG_ARGV[0] = 'shown' THEN
    SELECT array_agg(id) INTO ids FROM changed JOIN before USING (id)
      WHERE (changed.stock > 0) <> (before.stock > 0)
        OR (to_jsonb(changed) - 'stock') <> (to_jsonb(before) - 'stock');
  ELSE
    SELECT array_agg(DISTINCT parent_id) INTO ids FROM changed;
  END IF;
  IF ids IS NOT NULL THEN
    PERFORM refresh_product_cards(ids, true);
  END IF;
  RETURN NULL;
END $$;

-- A change of a product writes its card again. Those of its terms and pictures are in the files of their tables.
CREATE OR REPLACE TRIGGER products_insert_cards AFTER INSERT ON products
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('id');

CREATE OR REPLACE TRIGGER products_update_cards AFTER UPDATE ON products
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('shown');

CREATE OR REPLACE TRIGGER products_delete_cards AFTER DELETE ON products
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('id');

CREATE OR REPLACE TRIGGER product_cards_blog_cache AFTER INSERT OR UPDATE OR DELETE ON product_cards
  FOR EACH STATEMENT EXECUTE FUNCTION blog_changed();
