import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { toDate } from '../../dates.ts';
import { type ShowroomSummary, showroomJson } from './read-booking.ts';
import { earliestStart } from './take-slot.ts';
import type { AppointmentType } from './types.ts';

/** A slot as the website lists it; times are UTC. */
export type ListedSlot = {
  slotId: string;
  type: AppointmentType;
  startsAt: Date;
  endsAt: Date;
  showroom: ShowroomSummary | null;
  available: boolean;
};

type Query = { type?: AppointmentType | undefined; from: Date; to: Date; showroom?: string | undefined };

/** The slots that start in [from, to) and have not begun, closed ones left out, in one statement. `showroom` is its slug or id. */
export async function listSlots(payload: Payload, { type, from, to, showroom }: Query): Promise<ListedSlot[]> {
  const ofType = type ? sql`slot.type = ${type}` : sql`true`;
  const ofShowroom = showroom ? sql`(showroom.slug = ${showroom} OR showroom.id::text = ${showroom})` : sql`true`;
  const { rows } = await database(payload).execute<ListedSlot>(sql`
    SELECT slot.id AS "slotId", slot.type::text AS type, starts_at AS "startsAt", ends_at AS "endsAt",
      ${showroomJson} AS showroom,
      is_booked IS NOT TRUE AND coalesce(held_until <= now(), true)
        AND starts_at > ${earliestStart({ staff: false })} AS available
    FROM time_slots AS slot
    LEFT JOIN showrooms AS showroom ON showroom.id = slot.showroom_id
    WHERE starts_at >= greatest(${from.toISOString()}::timestamptz, now()) AND starts_at < ${to.toISOString()}
      AND is_closed IS NOT TRUE AND ${ofType} AND ${ofShowroom}
    ORDER BY starts_at, slot.type, showroom.name, lane, slot.id`);
  return rows.map((row) => ({ ...row, startsAt: toDate(row.startsAt), endsAt: toDate(row.endsAt) }));
}
