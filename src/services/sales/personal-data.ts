import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, sessionOf, type Transactional } from '../../database/transaction.ts';
import { cancelIntents, cancelUnpaidOrders } from './cancel-intents.ts';
import { selectOrders } from './read-order.ts';
import { orderView } from './view.ts';

const NO_LIMIT = 10_000;

/** Orders as `/v1` shows them and loyalty points with their entries, for the export of a customer's data (UK GDPR art. 15). */
export async function exportSales(
  payload: Payload,
  customerId: string,
): Promise<{ orders: { orderId: string }[]; loyalty: unknown[] }> {
  const orders = await selectOrders(payload, sql`customer_id = ${customerId}`, NO_LIMIT);
  const { rows: loyalty } = await database(payload).execute(sql`
    SELECT points::float8 AS points, reason, order_id AS "orderId", to_json(entry.created_at) AS "createdAt"
    FROM loyalty_entries AS entry JOIN loyalty_accounts AS account ON account.id = account_id
    WHERE customer_id = ${customerId} ORDER BY entry.id`);
  return { orders: orders.map(orderView), loyalty };
}

/**
 * Takes a customer out of their orders and invoices (UK GDPR art. 17), which the company has to keep; points go. Invoices are
 * drawn anew without the person under the same key. Unpaid orders are cancelled, and nobody can pay them any more once
 * Stripe has cancelled their intents.
 */
export async function eraseSales(req: Transactional, customerId: string): Promise<void> {
  await cancelUnpaidOrders(req, customerId);
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

/** Has Stripe cancel what an erasure that has committed left open. Where Stripe is away the schedule does it later. */
export async function cancelErasedIntents(payload: Payload): Promise<void> {
  await cancelIntents(payload).catch((err: unknown) => {
    payload.logger.warn({ err }, 'Intents of cancelled orders are left to the next run of cancel-intents.');
  });
}
