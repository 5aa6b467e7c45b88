import { randomUUID } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres';
import type { PayloadRequest } from 'payload';
import { sessionOf, type Transactional } from '../../../src/database/transaction.ts';
import { reserveStock } from '../../../src/services/catalogue/stock.ts';
import { inLondon } from '../../../src/services/london.ts';
import { installationId } from '../../../src/services/sales/installation.ts';
import { SERIES } from '../../../src/services/sales/invoice-kinds.ts';
import { salesTerms } from '../../../src/services/settings/sales-terms.ts';
import type { DemoCustomer } from '../customers.ts';
import { seededRandom } from '../random.ts';
import { type DemoOrder, type DemoWare, demoOrders } from './orders.ts';
import { madeUp, pastPayment, type TellStripe } from './past-payments.ts';
import { type NumberedOrder, rowsOf, type SalesRows } from './rows.ts';

/** Its own: what else the demo invents stays the same whatever is sold. */
const SEED = 20_261_126;

type Options = {
  customers: DemoCustomer[];
  now: Date;
  /** The simulator that is to know of the payments; without one no payment of the demo is open at Stripe. */
  simulator?: TellStripe | undefined;
};

/**
 * Stores a year of orders with payments, refunds, disputes, invoices and points that hold to every rule of sales. No events
 * are emitted: nobody is to get a receipt for what was never bought. @returns how many orders
 */
export async function fillSales(req: PayloadRequest, { customers, now, simulator }: Options): Promise<number> {
  const orders = demoOrders(seededRandom(SEED), await readWares(req), customers, now);
  const told = await tellStripe(req, orders, simulator);
  const numbers = await takeOrderNumbers(req, orders.length);
  const terms = await salesTerms(req);
  const all = orders.map(
    (order, nth): NumberedOrder => ({ order, number: String(numbers[nth]), told: told.get(order) ?? null }),
  );
  const rows = all.map((one) => rowsOf(one, terms));
  const of = <T extends keyof SalesRows>(table: T) => rows.flatMap((each) => each[table] as SalesRows[T][number][]);
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
    await insertRows(req, table, of(table));
  await storeInvoices(req, of('invoices'));
  await storeEntries(req, of('loyalty_entries'));
  for (const { lines } of orders.filter(({ canceledAt, payment }) => !canceledAt && !payment?.paidAt)) {
    await reserveStock(req, lines);
  }
  return orders.length;
}

async function readWares(req: Transactional): Promise<DemoWare[]> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<Omit<DemoWare, 'createdAt'> & { createdAt: string }>(sql`
    SELECT id AS "productId", title, price::int AS "unitPrice", stock::int AS stock, created_at AS "createdAt"
    FROM products WHERE _status = 'published' ORDER BY slug`);
  return rows.map((row) => ({ ...row, createdAt: new Date(row.createdAt) }));
}

/** Only the simulator may keep payments that wait for their money: workers ask Stripe about those. */
async function tellStripe(req: PayloadRequest, orders: DemoOrder[], simulator: TellStripe | undefined) {
  const installation = await installationId(req.payload);
  const begun = orders.flatMap((order) => {
    const { payment } = order;
    const settled = payment?.paidAt ?? payment?.canceledAt;
    return payment && (simulator || settled) ? [{ order, past: pastPayment(order, payment, installation) }] : [];
  });
  const told = await (simulator ?? madeUp)(begun.map(({ past }) => past));
  return new Map(begun.map(({ order }, nth) => [order, told[nth]]));
}

async function takeOrderNumbers(req: Transactional, count: number): Promise<string[]> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<{ number: string }>(
    sql`SELECT 'LW-' || nextval('order_numbers') AS number FROM generate_series(1, ${count})`,
  );
  return rows.map(({ number }) => number).sort();
}

/** Numbers them in the order of their issue, without gaps in any series and year, and leaves the counters where they are then. */
async function storeInvoices(req: Transactional, invoices: SalesRows['invoices']): Promise<void> {
  const tx = await sessionOf(req);
  const last = new Map<string, { series: string; year: number; count: number }>();
  const sorted = [...invoices].sort((a, b) => a.issued_at.getTime() - b.issued_at.getTime());
  const numbered = sorted.map((invoice) => {
    const [series, { year }] = [SERIES[invoice.kind], inLondon(invoice.issued_at)];
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

/** A trigger adds each to the balance of its account. */
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

/** All rows of a table with one statement; they name the same columns. */
async function insertRows(req: Transactional, table: string, rows: Record<string, unknown>[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const tx = await sessionOf(req);
  const columns = sql.join(
    Object.keys(first).map((name) => sql.identifier(name)),
    sql`, `,
  );
  await tx.execute(sql`
    INSERT INTO ${sql.identifier(table)} (${columns})
    SELECT ${columns} FROM jsonb_populate_recordset(NULL::${sql.identifier(table)}, ${JSON.stringify(rows)}::jsonb)`);
}
