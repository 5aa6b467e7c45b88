import express from 'express';
import pg from 'pg';

/**
 * The bare server that sets the limit (docs/benchmarks.md) in products.ts. It uses only Express and `pg`. `/fixed` returns the
 * bytes that products.ts has sent to this process, `/unchanged` returns 304, and `/joined` returns a page of products with one
 * query on Payload's tables.
 */
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });
const app = express().disable('x-powered-by').disable('etag');
let fixed = Buffer.alloc(0);

const PAGE = `
  SELECT p.id, p.slug, p.title, p.category, p.price / 100 AS price, p.currency, p.stock > 0 AS "inStock", p.summary,
    p.created_at AS "createdAt", p.updated_at AS "updatedAt",
    CASE WHEN s.id IS NOT NULL THEN json_build_object('slug', s.slug, 'name', s.name) END AS style,
    CASE WHEN r.id IS NOT NULL THEN json_build_object('slug', r.slug, 'name', r.name) END AS range,
    CASE WHEN f.id IS NOT NULL THEN json_build_object('slug', f.slug, 'name', f.name) END AS finish,
    (SELECT json_agg(json_build_object('slug', c.slug, 'name', c.name, 'hex', c.hex) ORDER BY rel."order")
      FROM products_rels rel JOIN colours c ON c.id = rel.colours_id WHERE rel.parent_id = p.id) AS colours,
    (SELECT json_agg(json_build_object('url', 'http://localhost:3000/' || m.key, 'alt', m.alt, 'width', m.width,
        'height', m.height, 'variants', json_build_object('original', 'http://localhost:3000/' || m.key,
        'large', 'http://localhost:3000/media/2026/02/' || m.sizes_large_filename,
        'medium', 'http://localhost:3000/media/2026/02/' || m.sizes_medium_filename,
        'thumb', 'http://localhost:3000/media/2026/02/' || m.sizes_thumb_filename)) ORDER BY rel."order")
      FROM products_rels rel JOIN media m ON m.id = rel.media_id WHERE rel.parent_id = p.id) AS images
  FROM products p
  LEFT JOIN styles s ON s.id = p.style_id
  LEFT JOIN ranges r ON r.id = p.range_id
  LEFT JOIN finishes f ON f.id = p.finish_id
  WHERE p._status = 'published' AND p.deleted_at IS NULL AND p.price <= $1
  ORDER BY p.created_at DESC, p.id DESC LIMIT 21`;

app.get('/fixed', (_req, res) => {
  res.type('application/json').send(fixed);
});
app.get('/unchanged', (_req, res) => {
  res.status(304).end();
});
app.get('/joined', async (req, res) => {
  const { rows } = await pool.query(PAGE, [Number(req.query.priceMax) * 100]);
  const data = rows.slice(0, 20);
  res.json({ data, nextCursor: data.at(-1)?.id, hasNextPage: rows.length > 20 });
});

const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ type: 'listening', port: typeof address === 'object' ? address?.port : undefined });
});
process.on('message', ({ body }: { body: string }) => {
  fixed = Buffer.from(body);
  process.send?.({ type: 'ready' });
});
