import { sql } from '@payloadcms/db-postgres';
import type { SQL } from '@payloadcms/db-postgres/drizzle';

/** Sales of so many days are compared with those of as many before. */
export const SALES_DAYS = 30;

/**
 * What was paid in a span of London days, less what was refunded of it since, in pence: Analytics has what was paid and what was
 * refunded apart, each on its day. An order is paid by one payment.
 */
type Span = { orders: number; revenue: number };

/** How sales go: the last 30 days, today included, the 30 before, revenue of each of the last 12 weeks, and what somebody has to look at. */
export type SalesFigures = {
  recent: Span;
  before: Span;
  /** Pence, the week that is last. */
  weeks: number[];
  failedPayments: number;
  /** Stripe's events of the last week that no order waited for. */
  refusedEvents: number;
};

/** Midnight in London so many days ago. */
const midnight = (days: SQL | number) =>
  sql`(date_trunc('day', now() AT TIME ZONE 'Europe/London') - make_interval(days => ${days}::int)) AT TIME ZONE 'Europe/London'`;

/** From the first of so many days, today included, to the end of the day `to` days ago. */
const span = (from: number, to: number) => sql`(
  SELECT json_build_object('orders', count(DISTINCT order_id), 'revenue', coalesce(sum(amount - refunded_amount), 0)::float8)
  FROM payments WHERE paid_at >= ${midnight(from - 1)} AND paid_at < ${midnight(to - 1)})`;

/** A SELECT of {@link SalesFigures} as one JSON value. */
export const salesFigures = sql`
  SELECT json_build_object('recent', ${span(SALES_DAYS, 0)}, 'before', ${span(2 * SALES_DAYS, SALES_DAYS)},
    'weeks', (
      SELECT json_agg((
        SELECT coalesce(sum(amount - refunded_amount), 0)::float8 FROM payments
        WHERE paid_at >= ${midnight(sql`7 * ago - 1`)} AND paid_at < ${midnight(sql`7 * ago - 8`)}
      ) ORDER BY ago DESC) FROM generate_series(1, 12) AS ago),
    'failedPayments', (SELECT count(*) FROM payments WHERE status = 'FAILED'),
    'refusedEvents', (
      SELECT count(*) FROM stripe_events WHERE outcome = 'needs_attention' AND received_at > now() - interval '7 days'))`;
