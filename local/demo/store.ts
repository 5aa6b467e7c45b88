import { sql } from '@payloadcms/db-postgres';
import { type Transactional, transactionOf } from '../../src/database/transaction.ts';
import type { DemoBooking, DemoSlot } from './bookings.ts';
import type { DemoBrochureRequest } from './brochure/requests.ts';
import type { DemoCustomer } from './customers.ts';

/**
 * Inserts all customers with one statement, because inserting them one by one through Payload takes minutes. The functions of
 * this file emit no events, so nobody gets e-mails about invented bookings.
 */
export async function storeCustomers(req: Transactional, customers: DemoCustomer[]): Promise<void> {
  const tx = await transactionOf(req);
  await tx.execute(sql`
    INSERT INTO customers
      (id, email, first_name, last_name, phone, email_verified, marketing_consent, created_at, updated_at)
    SELECT id, email, "firstName", "lastName", phone, "emailVerified", "marketingConsent", "createdAt", "createdAt"
    FROM jsonb_to_recordset(${JSON.stringify(customers)}::jsonb) AS row(
      id uuid, email text, "firstName" text, "lastName" text, phone text, "emailVerified" bool, "marketingConsent" bool,
      "createdAt" timestamptz)`);
}

/** Stores past slots. Their creation time is three weeks before their start, as if the site had generated them. */
export async function storeSlots(req: Transactional, slots: DemoSlot[]): Promise<void> {
  const tx = await transactionOf(req);
  await tx.execute(sql`
    INSERT INTO time_slots
      (id, type, showroom_id, lane, starts_at, ends_at, is_booked, is_closed, is_generated, created_at, updated_at)
    SELECT id, type::enum_time_slots_type, "showroomId", lane, "startsAt", "endsAt", false, false, true,
      "startsAt" - interval '21 days', "startsAt" - interval '21 days'
    FROM jsonb_to_recordset(${JSON.stringify(slots)}::jsonb) AS row(
      id uuid, type text, "showroomId" uuid, lane int, "startsAt" timestamptz, "endsAt" timestamptz)`);
}

/** Stores bookings and marks their slots as booked. */
export async function storeBookings(req: Transactional, bookings: DemoBooking[]): Promise<void> {
  const tx = await transactionOf(req);
  await tx.execute(sql`
    INSERT INTO bookings
      (id, reference_code, status, customer_id, type, slot_id, for_kitchen, for_bedroom, first_name, last_name, email,
       phone, address, postcode, notes, sequence, created_at, updated_at)
    SELECT id, "referenceCode", status::enum_bookings_status, "customerId", type::enum_bookings_type, "slotId",
      "forKitchen", "forBedroom", "firstName", "lastName", email, phone, address, postcode, notes, sequence,
      "createdAt", "updatedAt"
    FROM jsonb_to_recordset(${JSON.stringify(bookings)}::jsonb) AS row(
      id uuid, "referenceCode" text, status text, "customerId" uuid, type text, "slotId" uuid, "forKitchen" bool,
      "forBedroom" bool, "firstName" text, "lastName" text, email text, phone text, address text, postcode text,
      notes text, sequence int, "createdAt" timestamptz, "updatedAt" timestamptz)`);
  await tx.execute(sql`
    UPDATE time_slots SET is_booked = true
    WHERE EXISTS (SELECT 1 FROM bookings WHERE slot_id = time_slots.id AND status <> 'CANCELLED')`);
}

/** Stores requests for the brochure `brochureId`, delivered unless the mail server refused the address. */
export async function storeBrochureRequests(
  req: Transactional,
  requests: DemoBrochureRequest[],
  brochureId: string,
): Promise<void> {
  const tx = await transactionOf(req);
  await tx.execute(sql`
    INSERT INTO brochure_requests
      (id, first_name, last_name, email, phone, address, postcode, brochure_id, delivered_at, problem, sent_again_at,
       created_at, updated_at)
    SELECT id, "firstName", "lastName", email, phone, address, postcode,
      CASE WHEN "deliveredAt" IS NOT NULL THEN ${brochureId}::uuid END, "deliveredAt",
      problem::enum_brochure_requests_problem, "sentAgainAt", "createdAt", coalesce("sentAgainAt", "deliveredAt", "createdAt")
    FROM jsonb_to_recordset(${JSON.stringify(requests)}::jsonb) AS row(
      id uuid, "firstName" text, "lastName" text, email text, phone text, address text, postcode text,
      "deliveredAt" timestamptz, problem text, "sentAgainAt" timestamptz, "createdAt" timestamptz)`);
}

/** The free slots from now on, in order of time. */
export async function readFreeSlots(req: Transactional): Promise<DemoSlot[]> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<Omit<DemoSlot, 'startsAt' | 'endsAt'> & { startsAt: string; endsAt: string }>(sql`
    SELECT id, type, showroom_id AS "showroomId", lane::int, starts_at AS "startsAt", ends_at AS "endsAt"
    FROM time_slots WHERE is_booked IS NOT TRUE AND starts_at > now() ORDER BY starts_at, type, lane, showroom_id`);
  return rows.map((row) => ({ ...row, startsAt: new Date(row.startsAt), endsAt: new Date(row.endsAt) }));
}
