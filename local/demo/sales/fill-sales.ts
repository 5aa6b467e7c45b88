import { randomUUID } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres';
import type { PayloadRequest } from 'payload';
import { type Transactional, transactionOf } from '../../../src/database/transaction.ts';
import { toLondon } from '../../../src/lib/dates.ts';
import { reserveStock } from '../../../src/services/catalogue/stock.ts';
import { SERIES } from '../../../src/services/sales/issue-invoice.ts';
import { readInstallationId } from '../../../src/services/sales/stripe-client.ts';
import { readSalesTerms } from '../../../src/services/settings/read-settings.ts';
import type { DemoCustomer } from '../customers.ts';
import { seededRandom } from '../random.ts';
import { type DemoOrder, demoOrders, type OrderableProduct } from './demo-orders.ts';
import { inventPayments, type RegisterPayments, toPastPayment } from './past-payments.ts';
import { type NumberedOrder, type SalesRows, toSalesRows } from './sales-rows.ts';

/** A separate seed, so that a change of the orders leaves the rest of the demo data unchanged. */
const SEED = 20_261_126;

type Options = {
  customers: DemoCustomer[];
  now: Date;
  /** Registers the payments with the Stripe simulator. Without the simulator, the demo contains no open payments. */
  simulator?: RegisterPayments | undefined;
};

/**
 * Stores a year of orders with payments, refunds, disputes, invoices and points. The rows satisfy the same rules as the rows that
 * the site itself writes. No events are emitted, so nobody gets a receipt for an invented order.
 * @returns the number of orders
 */
export async function fillSales(req: PayloadRequest, { customers, now, simulator }: Options): Promise<number> {
  const orders = demoOrders(seededRandom(SEED), await readOrderableProducts(req), customers, now);
  const registeredByOrder = await registerPayments(req, orders, simulator);
  const numbers = await reserveOrderNumbers(req, orders.length);
  const terms = await readSalesTerms(req);
  const all = orders.map(
    (order, nth): NumberedOrder => ({
      order,
      number: String(numbers[nth]),
      registered: registeredByOrder.get(order) ?? null,
    }),
  );
  const rows = all.map((order) => toSalesRows(order, terms));
  const collectRows = <T extends keyof SalesRows>(table: T) =>
    rows.flatMap((each) => each[table] as SalesRows[T][number][]);
  for (const table of [
    'orders',
    'orders_items',
    'payments',
    'payment_failures',
    'refunds',
    'disputes',
    'status_changes',
    'stripe_events',
  ] as const)
    await insertRows(req, table, collectRows(table));
  await storeInvoices(req, collectRows('invoices'));
  await storeEntries(req, collectRows('loyalty_entries'));
  for (const { lines } of orders.filter(({ canceledAt, payment }) => !canceledAt && !payment?.paidAt)) {
    await reserveStock(req, lines);
  }
  return orders.length;
}

async function readOrderableProducts(req: Transactional): Promise<OrderableProduct[]> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<Omit<OrderableProduct, 'createdAt'> & { createdAt: string }>(sql`
    SELECT id AS "productId", title, price::int AS "unitPrice", stock::int AS stock, created_at AS "createdAt"
    FROM products WHERE _status = 'published' ORDER BY slug`);
  return rows.map((row) => ({ ...row, createdAt: new Date(row.createdAt) }));
}

/**
 * Registers the payments of `orders` with the Stripe simulator. Without the simulator, the ids are invented, and open payments
 * are left out, because workers would ask Stripe about them.
 * @returns for each order with a registered payment, the Stripe ids of the payment
 */
async function registerPayments(req: PayloadRequest, orders: DemoOrder[], simulator: RegisterPayments | undefined) {
  const installation = await readInstallationId(req.payload);
  const started = orders.flatMap((order) => {
    const { payment } = order;
    const settled = payment?.paidAt ?? payment?.canceledAt;
    return payment && (simulator || settled) ? [{ order, past: toPastPayment(order, payment, installation) }] : [];
  });
  const registered = await (simulator ?? inventPayments)(started.map(({ past }) => past));
  return new Map(started.map(({ order }, nth) => [order, registered[nth]]));
}

async function reserveOrderNumbers(req: Transactional, count: number): Promise<string[]> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<{ number: string }>(
    sql`SELECT 'LW-' || nextval('order_numbers') AS number FROM generate_series(1, ${count})`,
  );
  return rows.map(({ number }) => number).sort();
}

/**
 * Numbers the invoices in order of issue, without gaps within each series and year, and sets the counters to the last numbers.
 */
async function storeInvoices(req: Transactional, invoices: SalesRows['invoices']): Promise<void> {
  const tx = await transactionOf(req);
  const last = new Map<string, { series: string; year: number; count: number }>();
  const sorted = [...invoices].sort((a, b) => a.issued_at.getTime() - b.issued_at.getTime());
  const numbered = sorted.map((invoice) => {
    const [series, { year }] = [SERIES[invoice.kind], toLondon(invoice.issued_at)];
    const counter = last.get(`${series} ${year}`) ?? { series, year, count: 0 };
    last.set(`${series} ${year}`, { ...counter, count: counter.count + 1 });
    const number = `${series}-${year}-${String(counter.count + 1).padStart(6, '0')}`;
    const { issued_at } = invoice;
    return { id: randomUUID(), number, ...invoice, created_at: issued_at, updated_at: issued_at };
  });
  await insertRows(req, 'invoices', numbered);
  for (const { series, year, count } of last.values()) {
    await tx.execute(sql`INSERT INTO invoice_counters (series, year, last) VALUES (${series}, ${year}, ${count})`);
  }
}

/** Stores loyalty entries. A trigger adds the points of each entry to the balance of its account. */
async function storeEntries(req: Transactional, entries: SalesRows['loyalty_entries']): Promise<void> {
  const accounts = new Map(
    entries.map(({ customer_id, created_at }) => [customer_id, { id: randomUUID(), created_at }]),
  );
  const rows = [...accounts].map(([customer_id, { id, created_at }]) => ({
    ...{ id, customer_id, balance: 0, created_at, updated_at: created_at },
  }));
  await insertRows(req, 'loyalty_accounts', rows);
  const sorted = [...entries].sort((a, b) => a.created_at.getTime() - b.created_at.getTime());
  await insertRows(
    req,
    'loyalty_entries',
    sorted.map(({ customer_id, ...entry }) => ({
      ...{ id: randomUUID(), account_id: accounts.get(customer_id)?.id, ...entry },
    })),
  );
}

/** Inserts all rows of a table with one statement; all rows must have the same columns. */
async function insertRows(req: Transactional, table: string, rows: Record<string, unknown>[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const tx = await transactionOf(req);
  const columns = sql.join(
    Object.keys(first).map((name) => sql.identifier(name)),
    sql`, `,
  );
  await tx.execute(sql`
    INSERT INTO ${sql.identifier(table)} (${columns})
    SELECT ${columns} FROM jsonb_populate_recordset(NULL::${sql.identifier(table)}, ${JSON.stringify(rows)}::jsonb)`);
}
