import { sql } from '@payloadcms/db-postgres/drizzle';
import {
  boolean,
  customType,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uuid,
} from '@payloadcms/db-postgres/drizzle/pg-core';
import { instant, orderedText } from './shared.ts';

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

/**
 * The cards of products: the data that `/v1/products` lists, without descriptions. An unpublished product keeps its row, with
 * `live` false and an empty `card`. Triggers maintain the table (product-cards.sql).
 */
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

/**
 * The price changes that price lists made, in pence, stored so that a list can be undone (applied-price-lists.ts). A schedule
 * deletes the rows after two days.
 */
const priceListChanges = pgTable(
  'price_list_changes',
  {
    listId: uuid('list_id').notNull(),
    productId: uuid('product_id').notNull(),
    fromPrice: integer('from_price').notNull(),
    toPrice: integer('to_price').notNull(),
    appliedBy: uuid('applied_by').notNull(),
    appliedAt: instant('applied_at').notNull().defaultNow(),
    undoneAt: instant('undone_at'),
  },
  (table) => [
    primaryKey({ columns: [table.listId, table.productId] }),
    index('price_list_changes_applied_idx').on(table.appliedAt),
  ],
);

export const catalogueTables = { product_cards: productCards, price_list_changes: priceListChanges };
