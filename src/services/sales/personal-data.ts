import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, sessionOf, type Transactional } from '../../database/transaction.ts';
import { selectOrders } from './read-order.ts';
import { orderView } from './view.ts';

const NO_LIMIT = 10_000;

/** Orders as `/v1` shows them and loyalty points with their entries, for the export of a customer's data (UK GDPR art. 15). */
export async function exportSales(
  payload: Payload,
  customerId: string,
): Promise<{ orders: unknown[]; loyalty: unknown[] }> {
  const orders = await selectOrders(payload, sql`customer_id = ${customerId}`, NO_LIMIT);
  const { rows: loyalty } = await database(payload).execute(sql`
    SELECT points::int AS points, reason, order_id AS "orderId", to_json(entry.created_at) AS "createdAt"
    FROM loyalty_entries AS entry JOIN loyalty_accounts AS account ON account.id = account_id
    WHERE customer_id = ${customerId} ORDER BY entry.id`);
  return { orders: orders.map(orderView), loyalty };
}

/**
 * Takes a customer out of their orders and invoices (UK GDPR art. 17), which the company has to keep; points go. Invoices are
 * drawn anew without the person under the same key. An order that is still to be paid ends by itself when its time is over.
 */
export async function eraseSales(req: Transactional, customerId: string): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`
    UPDATE orders SET customer_id = NULL, billing_name = 'Erased', billing_address = NULL, notes = NULL, updated_at = now()
    WHERE customer_id = ${customerId}`);
  await tx.execute(sql`
    UPDATE invoices SET customer_id = NULL, billing_name = 'Erased', billing_address = NULL, pdf = NULL, updated_at = now()
    WHERE customer_id = ${customerId}`);
  await tx.execute(sql`
    DELETE FROM loyalty_entries WHERE account_id IN (SELECT id FROM loyalty_accounts WHERE customer_id = ${customerId})`);
  await tx.execute(sql`DELETE FROM loyalty_accounts WHERE customer_id = ${customerId}`);
}
