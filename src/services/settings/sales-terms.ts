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

/** Reads the terms in one statement of the caller's transaction. */
export async function salesTerms(req: Transactional): Promise<SalesTerms> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<SalesTerms>(sql`
    SELECT coalesce(sales_vat_rate, 20)::float8 AS "vatRate",
      coalesce(sales_payment_window_hours, 24)::float8 AS "paymentWindowHours",
      coalesce(sales_points_per_pound, 1)::int AS "pointsPerPound",
      json_build_object('name', coalesce(company_name, 'Lomash Wood'), 'address', company_address, 'phone', company_phone,
        'vatNumber', company_vat_number, 'registrationNumber', company_registration_number) AS seller
    FROM (SELECT 1) AS always LEFT JOIN settings ON true LIMIT 1`);
  return rows[0] as SalesTerms;
}
