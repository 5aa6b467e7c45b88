import { index, pgTable, primaryKey, text, uuid } from '@payloadcms/db-postgres/drizzle/pg-core';
import { instant } from './shared.ts';

/** Password hashes, stored outside of `customers` so that no read of a customer returns a hash. */
const customerCredentials = pgTable('customer_credentials', {
  customerId: uuid('customer_id').primaryKey(),
  passwordHash: text('password_hash').notNull(),
  changedAt: instant('changed_at').notNull().defaultNow(),
});

/**
 * Refresh tokens as SHA-256. All tokens of one sign-in belong to one family: each use replaces the token, until the family
 * expires or is revoked (RFC 9700 §4.14).
 */
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

/** The ids of used one-time codes, stored for an hour, so that no code works twice even if Redis restores a used code. */
const usedCodes = pgTable(
  'used_codes',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id').notNull(),
    usedAt: instant('used_at').notNull().defaultNow(),
  },
  (table) => [index('used_codes_customer_idx').on(table.customerId), index('used_codes_used_idx').on(table.usedAt)],
);

/**
 * Registrations with an e-mail address that is not verified yet: the newest registration from each network. `network` is a
 * digest. The rows are deleted when the address is verified.
 */
const pendingRegistrations = pgTable(
  'pending_registrations',
  {
    customerId: uuid('customer_id').notNull(),
    network: text('network').notNull(),
    passwordHash: text('password_hash').notNull(),
    firstName: text('first_name').notNull(),
    lastName: text('last_name').notNull(),
    registeredAt: instant('registered_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.customerId, table.network] })],
);

/** Former verified addresses of a customer. Records under such an address still belong to the customer. */
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

/** Tokens of password reset links for staff, as SHA-256. A person may have several tokens; each is valid for an hour. */
const staffResetTokens = pgTable(
  'staff_reset_tokens',
  {
    tokenHash: text('token_hash').primaryKey(),
    staffId: uuid('staff_id').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('staff_reset_tokens_staff_idx').on(table.staffId)],
);

/**
 * Invitations of staff who have not chosen a password yet, with the SHA-256 of the link's token. A row without a hash is a
 * withdrawn invitation. The row is deleted when the person chooses a password.
 */
const staffInvitations = pgTable('staff_invitations', {
  staffId: uuid('staff_id').primaryKey(),
  id: uuid('id').notNull(),
  tokenHash: text('token_hash').unique('staff_invitations_token_hash_key'),
  invitedAt: instant('invited_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
});

/**
 * Additions to Payload's staff sessions, by session id: where the person signed in, and when the session was last used. The row
 * of an ended session is stored for another hour, so that a stale write by Payload cannot restore the session.
 */
const staffSessions = pgTable(
  'staff_sessions',
  {
    id: text('id').primaryKey(),
    staffId: uuid('staff_id').notNull(),
    device: text('device').notNull(),
    network: text('network').notNull(),
    signedInAt: instant('signed_in_at').notNull().defaultNow(),
    lastUsedAt: instant('last_used_at').notNull().defaultNow(),
    endedAt: instant('ended_at'),
  },
  (table) => [index('staff_sessions_staff_idx').on(table.staffId)],
);

export const identityTables = {
  customer_credentials: customerCredentials,
  refresh_tokens: refreshTokens,
  used_codes: usedCodes,
  pending_registrations: pendingRegistrations,
  former_emails: formerEmails,
  staff_reset_tokens: staffResetTokens,
  staff_invitations: staffInvitations,
  staff_sessions: staffSessions,
};
