import { sql } from '@payloadcms/db-postgres';
import type { SQL } from '@payloadcms/db-postgres/drizzle';

/** The length in days of the period whose sales are compared with the period before it. */
export const SALES_DAYS = 30;

/**
 * The number of orders paid in a period of London days, and the sum of their payments in pence, less all refunds so far.
 * Analytics instead counts payments and refunds separately, each on its own day. Each order is paid by one payment.
 */
type SalesSpan = { orders: number; revenue: number };

/**
 * The sales figures: the last 30 days including today, the 30 days before, the revenue of each of the last 12 weeks, and the
 * numbers of failed payments and of events that need attention.
 */
export type SalesFigures = {
  recent: SalesSpan;
  before: SalesSpan;
  /** The revenue of each period of seven days in pence, oldest first. The last period ends today. */
  weeks: number[];
  failedPayments: number;
  /**
   * Stripe events of the last 7 days that need attention: payments that no order expects, and refunds and disputes of such
   * payments.
   */
  refusedEvents: number;
};

/** SQL for midnight in London `days` days ago. */
const midnightSql = (days: SQL | number) =>
  sql`(date_trunc('day', now() AT TIME ZONE 'Europe/London') - make_interval(days => ${days}::int)) AT TIME ZONE 'Europe/London'`;

/** SQL for the {@link SalesSpan} of the whole days from `from - 1` days ago to `to` days ago, both included. */
const salesSpanSql = (from: number, to: number) => sql`(
  SELECT json_build_object('orders', count(DISTINCT order_id), 'revenue', coalesce(sum(amount - refunded_amount), 0)::float8)
  FROM payments WHERE paid_at >= ${midnightSql(from - 1)} AND paid_at < ${midnightSql(to - 1)})`;

/** A SELECT that returns {@link SalesFigures} as one JSON value. */
export const salesFiguresSql = sql`
  SELECT json_build_object('recent', ${salesSpanSql(SALES_DAYS, 0)}, 'before', ${salesSpanSql(2 * SALES_DAYS, SALES_DAYS)},
    'weeks', (
      SELECT json_agg((
        SELECT coalesce(sum(amount - refunded_amount), 0)::float8 FROM payments
        WHERE paid_at >= ${midnightSql(sql`7 * ago - 1`)} AND paid_at < ${midnightSql(sql`7 * ago - 8`)}
      ) ORDER BY ago DESC) FROM generate_series(1, 12) AS ago),
    'failedPayments', (SELECT count(*) FROM payments WHERE status = 'FAILED'),
    'refusedEvents', (
      SELECT count(*) FROM stripe_events WHERE outcome = 'needs_attention' AND received_at > now() - interval '7 days'))`;
