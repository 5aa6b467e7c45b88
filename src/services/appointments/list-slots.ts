import { sql } from '@payloadcms/db-postgres/drizzle';
import type { DateTime } from 'luxon';
import type { Payload } from 'payload';
import { z } from 'zod';
import { database } from '../../database/transaction.ts';
import { toDate, toLondon } from '../../lib/dates.ts';
import { type ShowroomSummary, showroomJson } from './read-booking.ts';
import { earliestStartSql, isFreeSlotSql } from './slot-sql.ts';
import type { AppointmentType } from './statuses.ts';

const DEFAULT_WINDOW_DAYS = 14;
const MAX_WINDOW_DAYS = 62;
/** The last year that ISO 8601 writes with four digits. */
const LAST_YEAR = 9999;

const dayOrInstant = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);
const isDateOnly = (value: string) => value.length === 10;

type WindowBounds = { from?: string | undefined; to?: string | undefined };

/**
 * The query parameters for the period of a slot list, each an instant or a London date. A date in `to` is included in the period.
 * Without `to`, the period is 14 days long; the maximum is 62 days (docs/spec/api.md#3-appointments).
 */
export const slotWindow = { from: dayOrInstant.optional(), to: dayOrInstant.optional() };

/**
 * Parses the period.
 * @returns the period, or an error message for the client if the period is empty, too long or outside the years 1 to 9999
 */
export function parseSlotWindow({ from, to }: WindowBounds): { from: Date; to: Date } | string {
  const start = from ? toLondonTime(from) : toLondon();
  const end = to
    ? isDateOnly(to)
      ? toLondonTime(to).plus({ days: 1 })
      : toLondonTime(to)
    : start.plus({ days: DEFAULT_WINDOW_DAYS });
  if (start.year < 1 || end.year > LAST_YEAR) return 'The period must lie in the years 1 to 9999.';
  if (end <= start) return '"to" must be after "from".';
  if (end > start.plus({ days: MAX_WINDOW_DAYS })) return `The period may have at most ${MAX_WINDOW_DAYS} days.`;
  return { from: start.toJSDate(), to: end.toJSDate() };
}

const toLondonTime = (value: string): DateTime => toLondon(value);

/** Reads the start times of slots, by slot id. Slots that no longer exist are left out. */
export async function readSlotTimes(payload: Payload, ids: readonly string[]): Promise<Map<string, Date>> {
  if (ids.length === 0) return new Map();
  const { rows } = await database(payload).execute<{ id: string; startsAt: string }>(sql`
    SELECT id, starts_at AS "startsAt" FROM time_slots WHERE id = ANY(${sql.param(ids)}::uuid[])`);
  return new Map(rows.map(({ id, startsAt }) => [id, toDate(startsAt)]));
}

/** A slot as listed on the website; times are UTC. */
export type ListedSlot = {
  slotId: string;
  type: AppointmentType;
  startsAt: Date;
  endsAt: Date;
  showroom: ShowroomSummary | null;
  available: boolean;
};

type SlotsQuery = { type?: AppointmentType | undefined; from: Date; to: Date; showroom?: string | undefined };

/** Lists the slots that start in [from, to) and have not begun. Closed slots are left out. `showroom` is a slug or an id. */
export async function listSlots(payload: Payload, { type, from, to, showroom }: SlotsQuery): Promise<ListedSlot[]> {
  const ofType = type ? sql`slot.type = ${type}` : sql`true`;
  const ofShowroom = showroom ? sql`(showroom.slug = ${showroom} OR showroom.id::text = ${showroom})` : sql`true`;
  const { rows } = await database(payload).execute<ListedSlot>(sql`
    SELECT slot.id AS "slotId", slot.type::text AS type, starts_at AS "startsAt", ends_at AS "endsAt",
      ${showroomJson} AS showroom,
      ${isFreeSlotSql} AND starts_at > ${earliestStartSql({ staff: false })} AS available
    FROM time_slots AS slot
    LEFT JOIN showrooms AS showroom ON showroom.id = slot.showroom_id
    WHERE starts_at >= greatest(${from.toISOString()}::timestamptz, now()) AND starts_at < ${to.toISOString()}
      AND is_closed IS NOT TRUE AND ${ofType} AND ${ofShowroom}
    ORDER BY starts_at, slot.type, showroom.name, lane, slot.id`);
  return rows.map((row) => ({ ...row, startsAt: toDate(row.startsAt), endsAt: toDate(row.endsAt) }));
}
