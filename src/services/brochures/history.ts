import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { toDate } from '../../dates.ts';
import { type HistoryEntry, SHOWN } from '../customer-history.ts';
import { isTheirAddress, type Person } from '../person.ts';

/** The requests for brochures with an address of a person, and when each was delivered. */
export async function brochureHistory(payload: Payload, person: Person): Promise<HistoryEntry[]> {
  const { rows } = await database(payload).execute<{ id: string; at: string; deliveredAt: string | null }>(sql`
    SELECT id, created_at AS at, delivered_at AS "deliveredAt" FROM brochure_requests
    WHERE ${isTheirAddress(person, sql`email`)} ORDER BY id DESC LIMIT ${SHOWN}`);
  return rows.flatMap(({ id, at, deliveredAt }): HistoryEntry[] => {
    const link = { on: 'admin', path: `/collections/brochure-requests/${id}` } as const;
    const asked = { at: toDate(at).toISOString(), kind: 'brochure', text: 'Asked for a brochure', link } as const;
    if (!deliveredAt) return [{ ...asked, detail: 'not delivered yet' }];
    return [asked, { at: toDate(deliveredAt).toISOString(), kind: 'email', text: 'Brochure sent', link }];
  });
}
