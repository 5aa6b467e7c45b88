import { index, pgTable, text, uuid } from '@payloadcms/db-postgres/drizzle/pg-core';
import { instant } from './columns.ts';

/** Password hashes, apart from `customers` so that no read of a customer can carry one. */
const customerCredentials = pgTable('customer_credentials', {
  customerId: uuid('customer_id').primaryKey(),
  passwordHash: text('password_hash').notNull(),
  changedAt: instant('changed_at').notNull().defaultNow(),
});

/** Refresh tokens as SHA-256; a family is one login, rotated until it is revoked (RFC 9700 §4.14). */
const refreshTokens = pgTable(
  'refresh_tokens',
  {
    tokenHash: text('token_hash').primaryKey(),
    family: uuid('family').notNull(),
    customerId: uuid('customer_id').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    spentAt: instant('spent_at'),
    revokedAt: instant('revoked_at'),
  },
  (table) => [
    index('refresh_tokens_family_idx').on(table.family),
    index('refresh_tokens_customer_idx').on(table.customerId),
    index('refresh_tokens_expires_idx').on(table.expiresAt),
  ],
);

export const identityTables = { customer_credentials: customerCredentials, refresh_tokens: refreshTokens };
