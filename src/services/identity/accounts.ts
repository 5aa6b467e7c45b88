import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import type { Executor } from '../../database/executor.ts';
import { database, type Transactional, transactionOf } from '../../database/transaction.ts';
import type { Person } from '../../events/personal-data.ts';
import { toDate } from '../../lib/dates.ts';
import { isUuid } from '../../lib/ids.ts';
import type { CustomerHistoryEntry } from '../../lib/lists.ts';
import { Problem } from '../../lib/problem.ts';
import type { Customer } from '../../payload-types.ts';

/** The fields of an account that sign-in and one-time codes use. */
export type Account = { id: string; email: string; firstName: string; emailVerified: boolean; passwordHash: string };

const accountColumns = sql`c.id, c.email, c.first_name AS "firstName", c.email_verified AS "emailVerified",
  k.password_hash AS "passwordHash"`;
const accountTables = sql`customers c JOIN customer_credentials k ON k.customer_id = c.id`;

/** Finds an account by its normalised e-mail address. */
export async function findAccountByEmail(payload: Payload, email: string): Promise<Account | undefined> {
  const { rows } = await database(payload).execute<Account>(
    sql`SELECT ${accountColumns} FROM ${accountTables} WHERE c.email = ${email}`,
  );
  return rows[0];
}

/** Finds an account by customer id. */
export async function findAccountById(payload: Payload, customerId: string): Promise<Account | undefined> {
  const { rows } = await database(payload).execute<Account>(
    sql`SELECT ${accountColumns} FROM ${accountTables} WHERE c.id = ${customerId}`,
  );
  return rows[0];
}

/**
 * Finds the person who owns an account. The account's address belongs to the person only if it is verified; former addresses
 * belong to the person unless another account has verified them since. Undefined if there is no such account.
 */
export async function findPersonByAccount(db: Executor, customerId: string): Promise<Person | undefined> {
  const { rows } = await db.execute<{ email: string; verified: boolean; former: string[] }>(sql`
    SELECT email, email_verified IS TRUE AS verified, ARRAY(
      SELECT former.email FROM former_emails AS former WHERE former.customer_id = customers.id AND NOT EXISTS (
        SELECT FROM customers AS other WHERE other.email = former.email AND other.email_verified)) AS former
    FROM customers WHERE id = ${customerId}`);
  const [account] = rows;
  return account && { customerId, emails: account.verified ? [account.email, ...account.former] : account.former };
}

/**
 * Finds the person with an address (lower-cased): the owner of the account with this address, verified or not, or a person
 * without an account.
 */
export async function findPersonByEmail(db: Executor, email: string): Promise<Person> {
  const { rows } = await db.execute<{ id: string }>(sql`SELECT id FROM customers WHERE email = ${email}`);
  const owner = rows[0] && (await findPersonByAccount(db, rows[0].id));
  if (!owner) return { customerId: null, emails: [email] };
  return { ...owner, emails: [...new Set([email, ...owner.emails])] };
}

/**
 * Whether the account of `customerId` has verified this address. If `customerId` is null, because staff enter the address for
 * somebody, any account counts.
 */
export async function isVerifiedAddress(db: Executor, email: string, customerId: string | null): Promise<boolean> {
  const account = customerId === null ? sql`true` : sql`id = ${customerId}`;
  const { rowCount } = await db.execute(sql`
    SELECT 1 FROM customers WHERE email = ${email} AND email_verified AND ${account}`);
  return rowCount === 1;
}

/**
 * Locks a customer until the transaction ends, so that only one transaction at a time checks a limit on the customer's rows and
 * adds a row. Other transactions can still write rows that reference the customer.
 */
export async function lockCustomer(req: Transactional, customerId: string): Promise<void> {
  const tx = await transactionOf(req);
  await tx.execute(sql`SELECT FROM customers WHERE id = ${customerId} FOR NO KEY UPDATE`, { prepared: true });
}

/**
 * Returns the ids of the customers in `customerIds` who exist, and locks these customers against erasure. An erasure of one of
 * them waits until the transaction ends, so it also erases the rows that the transaction writes about the customer.
 */
export async function lockExistingCustomers(req: Transactional, customerIds: readonly string[]): Promise<Set<string>> {
  if (customerIds.length === 0) return new Set();
  const ids = sql.param([...customerIds]);
  const { rows } = await (await transactionOf(req)).execute<{ id: string }>(
    sql`SELECT id FROM customers WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR KEY SHARE`,
  );
  return new Set(rows.map(({ id }) => id));
}

/** Returns the entry about the account in the customer history: when the customer registered. */
export const listAccountHistory = ({ createdAt }: Pick<Customer, 'createdAt'>): CustomerHistoryEntry[] => [
  { at: toDate(createdAt).toISOString(), kind: 'account', text: 'Registered on the website' },
];

/** The recipient of an e-mail. */
export type ContactDetails = { email: string; firstName: string };

/** Reads the current contact details of a customer, for an e-mail; undefined if the account was erased. */
export async function readContactDetails(payload: Payload, customerId: string): Promise<ContactDetails | undefined> {
  const { rows } = await database(payload).execute<ContactDetails>(
    sql`SELECT email, first_name AS "firstName" FROM customers WHERE id = ${customerId}`,
  );
  return rows[0];
}

/** Reads the current contact details of a member of staff, for an e-mail; undefined if the account was deleted. */
export async function readStaffContact(payload: Payload, staffId: string): Promise<ContactDetails | undefined> {
  const { rows } = await database(payload).execute<ContactDetails>(
    sql`SELECT email, name AS "firstName" FROM users WHERE id = ${staffId}`,
  );
  return rows[0];
}

/** The problem for an id that no customer has, for example because the customer was erased. */
export const noSuchCustomerProblem = () => new Problem('not_found', 'There is no such customer.');

/**
 * Reads the e-mail address of a customer.
 * @throws Problem not_found if no customer has this id
 */
export async function readCustomerEmail(payload: Payload, customerId: string): Promise<string> {
  const customer = isUuid(customerId)
    ? await payload.findByID({ collection: 'customers', id: customerId, depth: 0, disableErrors: true })
    : null;
  if (!customer) throw noSuchCustomerProblem();
  return customer.email;
}
