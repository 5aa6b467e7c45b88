import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import type { Executor } from '../../database/executor.ts';
import { database, type Transactional, transactionOf } from '../../database/transaction.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { DEFAULT_PATHS, type Website } from '../../lib/site-urls.ts';

/** The URLs of the website's pages for customers; null for a page whose location is not set. */
export type CustomerPages = {
  /** The page on which customers pay for an order. */
  order: (orderId: string) => string | null;
  /** The page on which customers change or cancel an appointment. */
  booking: (bookingId: string) => string | null;
  /** The page on which customers book appointments. */
  book: string | null;
};

type Row = { origin: string | null; order: string | null; booking: string | null; book: string | null };

/**
 * Reads the URLs of the pages for customers from the current settings. Without the website's origin, all URLs are null, because
 * an e-mail without a link is better than an e-mail with a dead link.
 */
export async function customerPages(payload: Payload): Promise<CustomerPages> {
  const { rows } = await database(payload).execute<Row>(sql`
    SELECT website_origin AS origin, website_order AS order, website_booking AS booking, website_book AS book
    FROM settings LIMIT 1`);
  const { origin, order, booking, book } = rows[0] ?? {};
  const address = (path: string | null | undefined) => (origin && path ? origin.replace(/\/+$/, '') + path : null);
  const withId = (path: string | null | undefined) => (id: string) => address(path)?.replace('{id}', id) ?? null;
  return { order: withId(order), booking: withId(booking), book: address(book) };
}

type WebsiteRow = { [key in keyof Website]: string | null };

/**
 * Reads the locations of the website's pages from the current settings. Empty settings default to this site's own origin and the
 * default paths. Inside a transaction, pass its `executor`.
 */
export async function readWebsite(payload: Payload, executor: Executor = database(payload)): Promise<Website> {
  const { rows } = await executor.execute<WebsiteRow>(sql`
    SELECT website_origin AS origin, website_kitchen AS kitchen, website_bedroom AS bedroom, website_showroom AS showroom,
      website_post AS post
    FROM settings LIMIT 1`);
  const [row] = rows;
  return {
    origin: (row?.origin || runtimeOf(payload).publicUrl).replace(/\/+$/, ''),
    kitchen: row?.kitchen || DEFAULT_PATHS.kitchen,
    bedroom: row?.bedroom || DEFAULT_PATHS.bedroom,
    showroom: row?.showroom || DEFAULT_PATHS.showroom,
    post: row?.post || DEFAULT_PATHS.post,
  };
}

/** The default retention periods of personal data; 0 keeps data for ever. */
export const RETENTION_DEFAULTS = {
  bookingMonths: 72,
  brochureRequestMonths: 24,
  eventMonths: 24,
  unverifiedAccountDays: 7,
} as const;

/** The current retention periods: from the `settings` global, or the defaults until the global is saved. */
export type Retention = { readonly [Period in keyof typeof RETENTION_DEFAULTS]: number };

/**
 * Reads the retention periods.
 * @throws RangeError for an invalid stored period, so that a wrong value deletes nothing
 */
export async function readRetention(payload: Payload): Promise<Retention> {
  const { rows } = await database(payload).execute<Record<keyof Retention, number | null>>(sql`
    SELECT retention_booking_months::float8 AS "bookingMonths",
      retention_brochure_request_months::float8 AS "brochureRequestMonths",
      retention_event_months::float8 AS "eventMonths",
      retention_unverified_account_days::float8 AS "unverifiedAccountDays"
    FROM settings LIMIT 1`);
  const [stored] = rows;
  const toPeriod = (name: keyof Retention): number => {
    const period = stored?.[name] ?? RETENTION_DEFAULTS[name];
    if (Number.isInteger(period) && period >= 0) return period;
    throw new RangeError(
      `The setting retention.${name} is ${period}, which is not a valid period. Nothing was removed. Correct the setting.`,
    );
  };
  return {
    bookingMonths: toPeriod('bookingMonths'),
    brochureRequestMonths: toPeriod('brochureRequestMonths'),
    eventMonths: toPeriod('eventMonths'),
    unverifiedAccountDays: toPeriod('unverifiedAccountDays'),
  };
}

/** The company's details on an invoice. */
export type Seller = {
  name: string;
  address: string | null;
  phone: string | null;
  vatNumber: string | null;
  registrationNumber: string | null;
};

/** The terms for new orders and invoices: from the `settings` global, or the defaults until the global is saved. */
export type SalesTerms = {
  /** The VAT rate in percent. */
  vatRate: number;
  paymentWindowHours: number;
  pointsPerPound: number;
  seller: Seller;
};

/** The {@link SalesTerms} as JSON, for use inside a larger statement. */
export const salesTermsJsonSql = sql`(
  SELECT json_build_object(
    'vatRate', coalesce(sales_vat_rate, 20)::float8,
    'paymentWindowHours', coalesce(sales_payment_window_hours, 24)::float8,
    'pointsPerPound', coalesce(sales_points_per_pound, 1)::float8,
    'seller', json_build_object('name', coalesce(company_name, 'Lomash Wood'), 'address', company_address, 'phone', company_phone,
      'vatNumber', company_vat_number, 'registrationNumber', company_registration_number))
  FROM (SELECT 1) AS always LEFT JOIN settings ON true LIMIT 1)`;

/** Reads the terms in one statement of the caller's transaction. */
export async function readSalesTerms(req: Transactional): Promise<SalesTerms> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<{ terms: SalesTerms }>(sql`SELECT ${salesTermsJsonSql} AS terms`, {
    prepared: true,
  });
  return (rows[0] as { terms: SalesTerms }).terms;
}

/**
 * Reads the addresses for alerts to the teams from the `settings` global. An address that is empty there is taken from the site's
 * configuration.
 */
export async function readTeamAddresses(
  payload: Payload,
): Promise<{ kitchen: string; bedroom: string; sales: string }> {
  const { teamEmails } = await payload.findGlobal({ slug: 'settings', depth: 0 });
  const configured = runtimeOf(payload).teamEmails;
  return {
    kitchen: teamEmails?.kitchen || configured.kitchen,
    bedroom: teamEmails?.bedroom || configured.bedroom,
    sales: teamEmails?.sales || configured.sales,
  };
}
