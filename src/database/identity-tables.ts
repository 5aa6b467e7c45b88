import { index, pgTable, primaryKey, text, uuid } from '@payloadcms/db-postgres/drizzle/pg-core';
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

/**
 * One-time codes that have done what they were for, by the name of their issue: whatever becomes of the code in Redis, it
 * works once. Kept for an hour.
 */
const usedCodes = pgTable(
  'used_codes',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id').notNull(),
    usedAt: instant('used_at').notNull().defaultNow(),
  },
  (table) => [index('used_codes_customer_idx').on(table.customerId), index('used_codes_used_idx').on(table.usedAt)],
);

/** Verified addresses that a customer had before: what hangs on them is theirs still. */
const formerEmails = pgTable(
  'former_emails',
  {
    customerId: uuid('customer_id').notNull(),
    email: text('email').notNull(),
    until: instant('until').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.email] }),
    index('former_emails_email_idx').on(table.email),
  ],
);

/** Links by which staff set a new password, as SHA-256 of their tokens; any number of one person, each for its hour. */
const staffResetTokens = pgTable(
  'staff_reset_tokens',
  {
    tokenHash: text('token_hash').primaryKey(),
    staffId: uuid('staff_id').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('staff_reset_tokens_staff_idx').on(table.staffId)],
);

export const identityTables = {
  customer_credentials: customerCredentials,
  refresh_tokens: refreshTokens,
  used_codes: usedCodes,
  former_emails: formerEmails,
  staff_reset_tokens: staffResetTokens,
};
