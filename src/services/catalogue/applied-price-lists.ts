import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload, PayloadRequest, TypedUser } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { database, type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { toDate } from '../../lib/dates.ts';
import { isUuid } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import { staffNameSql } from '../identity/index.ts';
import type { PriceChange } from './price-list-import.ts';
import { lockProduct, type PricedProduct, setPrice, toRefusalReason } from './set-price.ts';

/** For how many hours a price list can be undone. */
export const UNDO_HOURS = 24;

/** A price list that can be undone. `changes` is the number of price changes that are not undone yet. */
export type AppliedPriceList = {
  id: string;
  appliedAt: string;
  appliedBy: string | null;
  own: boolean;
  changes: number;
};

/** Stores a price change of a list, in pence, in the transaction of the change, so that the change can be undone. */
export async function recordPriceChange(
  req: Transactional,
  listId: string,
  { productId, from, to }: PriceChange,
  staffId: string,
): Promise<void> {
  await (await transactionOf(req)).execute(sql`
    INSERT INTO price_list_changes (list_id, product_id, from_price, to_price, applied_by)
    VALUES (${listId}, ${productId}, ${from}, ${to}, ${staffId})`);
}

/**
 * Deletes price changes that were applied more than 2 × {@link UNDO_HOURS} ago. Changes are kept that long so that staff who try
 * to undo a list after the time limit get the error `too_late` instead of `not_found`.
 * @returns the number of deleted changes
 */
export async function deleteOldPriceChanges(payload: Payload): Promise<number> {
  const { rowCount } = await database(payload).execute(sql`
    DELETE FROM price_list_changes WHERE applied_at < now() - ${2 * UNDO_HOURS} * interval '1 hour'`);
  return rowCount ?? 0;
}

/** Lists the price lists that a member of staff can undo, newest first: the person's own lists, or all lists for an admin. */
export async function listUndoablePriceLists(
  payload: Payload,
  user: PayloadRequest['user'],
): Promise<AppliedPriceList[]> {
  if (!user) return [];
  const { rows } = await database(payload).execute<AppliedPriceList>(sql`
    SELECT list_id AS id, max(applied_at) AS "appliedAt", ${staffNameSql(sql`applied_by`)} AS "appliedBy",
      applied_by = ${user.id} AS own, count(*) FILTER (WHERE undone_at IS NULL)::int AS changes
    FROM price_list_changes WHERE ${hasRole(user)} OR applied_by = ${user.id}
    GROUP BY list_id, applied_by
    HAVING max(applied_at) > now() - ${UNDO_HOURS} * interval '1 hour' AND bool_or(undone_at IS NULL)
    ORDER BY list_id DESC LIMIT 20`);
  return rows.map((row) => ({ ...row, appliedAt: toDate(row.appliedAt).toISOString() }));
}

/**
 * The number of prices that this or an earlier request has restored, and the products that keep their price, each with the
 * reason.
 */
export type UndoneList = { restored: number; kept: { productId: string; title: string | null; reason: string }[] };

type Change = { productId: string; from: number; to: number; undone: boolean };

/**
 * Restores the prices that products had before a price list. Each product has its own transaction, so that no order waits for
 * more than one product. A product keeps its price if somebody has changed the price since, or if the product cannot be updated
 * now. Only admins and the person who applied the list can undo it, within {@link UNDO_HOURS}. Idempotent: a change is undone
 * once, and a request that failed half-way can be repeated.
 * @throws Problem not_found, forbidden, too_late; after any other error, the prices restored before it stay restored
 */
export async function undoPriceList(payload: Payload, listId: string, user: TypedUser): Promise<UndoneList> {
  const changes = await readChanges(payload, listId, user);
  const kept: UndoneList['kept'] = [];
  for (const { productId, undone } of changes) {
    if (undone) continue;
    const product: { title: string | null } = { title: null };
    const reason = await withTransaction(payload, (req) => undoChange(req, listId, productId, product), { user }).catch(
      (error: unknown) => {
        const refusal = toRefusalReason(error);
        if (refusal === undefined) throw error;
        return refusal;
      },
    );
    if (reason !== undefined) kept.push({ productId, title: product.title, reason });
  }
  return { restored: changes.length - kept.length, kept };
}

/**
 * Reads the price changes of a list, ordered by product.
 * @throws Problem not_found, forbidden, too_late
 */
async function readChanges(payload: Payload, listId: string, user: TypedUser): Promise<Change[]> {
  if (!isUuid(listId)) throw notFoundProblem();
  const { rows } = await database(payload).execute<Change & { appliedBy: string; recent: boolean }>(sql`
    SELECT ${changeColumns}, applied_by AS "appliedBy",
      applied_at > now() - ${UNDO_HOURS} * interval '1 hour' AS recent
    FROM price_list_changes WHERE list_id = ${listId} ORDER BY product_id`);
  const [first] = rows;
  if (!first) throw notFoundProblem();
  if (first.appliedBy !== user.id && !hasRole(user)) {
    throw new Problem('forbidden', 'Only the person who applied this price list, or an admin, can undo it.');
  }
  if (!rows.some(({ recent }) => recent)) {
    throw new Problem(
      'too_late',
      `A price list can be undone only within ${UNDO_HOURS} hours after it was applied. Apply a new list to change the prices.`,
    );
  }
  return rows;
}

const changeColumns = sql`
  product_id AS "productId", from_price AS "from", to_price AS "to", undone_at IS NOT NULL AS undone`;

/**
 * Restores the price of one product, unless another request has done so. The lock on the row of the change makes concurrent
 * requests run one after the other.
 * @param found receives the title of the product
 * @returns why the product keeps its price; undefined if its former price is restored
 */
async function undoChange(
  req: PayloadRequest,
  listId: string,
  productId: string,
  found: { title: string | null },
): Promise<string | undefined> {
  const tx = await transactionOf(req);
  const isChange = sql`list_id = ${listId} AND product_id = ${productId}`;
  const { rows } = await tx.execute<Change>(sql`
    SELECT ${changeColumns} FROM price_list_changes WHERE ${isChange} FOR UPDATE`);
  const [change] = rows;
  if (!change) throw notFoundProblem();
  if (change.undone) return undefined;
  const product = await lockProduct(req, productId);
  found.title = product?.title ?? null;
  const reason = findReasonToKeep(product, change.to);
  if (reason !== undefined) return reason;
  await setPrice(req, productId, change.from);
  await tx.execute(sql`UPDATE price_list_changes SET undone_at = now() WHERE ${isChange}`);
  return undefined;
}

function findReasonToKeep(product: PricedProduct | undefined, listed: number): string | undefined {
  if (!product) return 'The product was deleted in the meantime.';
  if (product.price !== listed) return 'Its price was changed in the meantime.';
  if (product.trashed) return 'The product is in the trash. Restore it first.';
  return product.draft ? 'The product has unpublished changes. Publish them first.' : undefined;
}

const notFoundProblem = () => new Problem('not_found', 'There is no such price list.');
