import { sql } from '@payloadcms/db-postgres/drizzle';
import { boolean, customType, index, integer, pgTable, text, uuid } from '@payloadcms/db-postgres/drizzle/pg-core';
import { instant, orderedText } from './columns.ts';

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

/** The published products as `/v1/products` shows them, and those withdrawn, without their text; see `productCards`. */
const productCards = pgTable(
  'product_cards',
  {
    productId: uuid('product_id').primaryKey(),
    live: boolean('live').notNull(),
    slug: text('slug').notNull(),
    titleKey: orderedText('title_key').notNull(),
    category: text('category').notNull(),
    style: text('style'),
    range: text('range'),
    finish: text('finish'),
    colours: text('colours').array().notNull(),
    price: integer('price').notNull(),
    inStock: boolean('in_stock').notNull(),
    createdAt: instant('created_at').notNull(),
    card: text('card').notNull(),
    search: tsvector('search').notNull(),
    searchText: text('search_text').notNull(),
    isNews: boolean('is_news').notNull(),
    announcedLive: boolean('announced_live').notNull().default(false),
  },
  (table) => {
    const live = sql`live`;
    return [
      index('product_cards_created_idx').on(table.createdAt, table.productId).where(live),
      index('product_cards_price_idx').on(table.price, table.productId).where(live),
      index('product_cards_title_idx').on(table.titleKey, table.productId).where(live),
      index('product_cards_category_created_idx').on(table.category, table.createdAt, table.productId).where(live),
      index('product_cards_category_price_idx').on(table.category, table.price, table.productId).where(live),
      index('product_cards_category_title_idx').on(table.category, table.titleKey, table.productId).where(live),
      index('product_cards_slug_idx').on(table.slug).where(live),
      index('product_cards_style_idx').on(table.style).where(live),
      index('product_cards_range_idx').on(table.range).where(live),
      index('product_cards_finish_idx').on(table.finish).where(live),
      index('product_cards_colours_idx').using('gin', table.colours).where(live),
      index('product_cards_search_idx').using('gin', table.search).where(live),
    ];
  },
);

export const catalogueTables = { product_cards: productCards };
