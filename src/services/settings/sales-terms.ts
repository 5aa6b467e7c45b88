import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';

/** How the company stands on an invoice. */
export type Seller = {
  name: string;
  address: string | null;
  phone: string | null;
  vatNumber: string | null;
  registrationNumber: string | null;
};

/** What an order or an invoice made now is made with; the `settings` global, or its defaults before it is saved. */
export type SalesTerms = {
  /** Percent. */
  vatRate: number;
  paymentWindowHours: number;
  pointsPerPound: number;
  seller: Seller;
};

/** The {@link SalesTerms} as JSON, for a statement that reads something else too. */
export const salesTermsJson = sql`(
  SELECT json_build_object(
    'vatRate', coalesce(sales_vat_rate, 20)::float8,
    'paymentWindowHours', coalesce(sales_payment_window_hours, 24)::float8,
    'pointsPerPound', coalesce(sales_points_per_pound, 1)::float8,
    'seller', json_build_object('name', coalesce(company_name, 'Lomash Wood'), 'address', company_address, 'phone', company_phone,
      'vatNumber', company_vat_number, 'registrationNumber', company_registration_number))
  FROM (SELECT 1) AS always LEFT JOIN settings ON true LIMIT 1)`;

/** Reads the terms in one statement of the caller's transaction. */
export async function salesTerms(req: Transactional): Promise<SalesTerms> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<{ terms: SalesTerms }>(sql`SELECT ${salesTermsJson} AS terms`, { prepared: true });
  return (rows[0] as { terms: SalesTerms }).terms;
}
