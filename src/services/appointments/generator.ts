import { sql } from '@payloadcms/db-postgres';
import type { Payload, PayloadRequest } from 'payload';
import { relationId } from '../../collections/relation-id.ts';
import { sessionOf, type Transactional, withTransaction } from '../../database/transaction.ts';
import { uuidv7 } from '../../ids.ts';
import type { Availability } from '../../payload-types.ts';
import { type PlannedSlot, planSlots, type Schedule } from './plan-slots.ts';

/** Any number: all generators take the same advisory lock, so that one works at a time. */
const GENERATOR_LOCK = 7_305_001;

type Options = { req?: PayloadRequest; now?: Date };

/**
 * Brings the slots from now to the horizon in line with the availability: missing ones are made, free generated ones
 * that it no longer has go. Booked, held, closed and hand-made slots stay. Repeating it changes nothing.
 * @returns how many slots were made and removed.
 */
export async function generateSlots(payload: Payload, { req: parent, now = new Date() }: Options = {}) {
  return withTransaction(
    payload,
    async (req) => {
      await lockSlotPlan(req);
      const availability = await payload.findGlobal({ slug: 'availability', depth: 0, req });
      const planned = plan(availability, now);
      const removed = await removeUnplanned(req, planned, now);
      const made = await insertMissing(req, planned);
      return { made, removed };
    },
    parent,
  );
}

/** Keeps generators out until the transaction ends: for those who change what they work from, too. */
export async function lockSlotPlan(req: Transactional): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`SELECT pg_advisory_xact_lock(${GENERATOR_LOCK})`);
}

function plan(availability: Availability, from: Date): PlannedSlot[] {
  const schedules: Schedule[] = (availability.schedules ?? []).map((schedule) => ({
    ...schedule,
    showroomId: relationId(schedule.showroom) ?? null,
  }));
  const closedDays = (availability.closedDays ?? []).map(({ date, showroom }) => ({
    date,
    showroomId: relationId(showroom) ?? null,
  }));
  return planSlots({ schedules, closedDays, from, days: availability.horizonDays });
}

const asRows = (planned: PlannedSlot[]) => JSON.stringify(planned.map((slot) => ({ ...slot, id: uuidv7() })));

const plannedRows = (planned: PlannedSlot[]) => sql`
  jsonb_to_recordset(${asRows(planned)}::jsonb)
    AS planned(id uuid, type text, "showroomId" uuid, lane int, "startsAt" timestamptz, "endsAt" timestamptz)`;

async function removeUnplanned(req: Transactional, planned: PlannedSlot[], now: Date): Promise<number> {
  const tx = await sessionOf(req);
  const { rowCount } = await tx.execute(sql`
    DELETE FROM time_slots AS slot
    WHERE starts_at > ${now.toISOString()} AND is_generated AND is_booked IS NOT TRUE AND is_closed IS NOT TRUE
      AND (held_until IS NULL OR held_until <= now())
      AND NOT EXISTS (SELECT 1 FROM bookings WHERE slot_id = slot.id)
      AND NOT EXISTS (
        SELECT 1 FROM ${plannedRows(planned)}
        WHERE planned.type = slot.type::text AND planned."showroomId" IS NOT DISTINCT FROM slot.showroom_id
          AND planned.lane = slot.lane AND planned."startsAt" = slot.starts_at AND planned."endsAt" = slot.ends_at)`);
  return rowCount ?? 0;
}

async function insertMissing(req: Transactional, planned: PlannedSlot[]): Promise<number> {
  const tx = await sessionOf(req);
  const { rowCount } = await tx.execute(sql`
    INSERT INTO time_slots (id, type, showroom_id, lane, starts_at, ends_at, is_booked, is_closed, is_generated)
    SELECT id, type::enum_time_slots_type, "showroomId", lane, "startsAt", "endsAt", false, false, true
    FROM ${plannedRows(planned)}
    ON CONFLICT DO NOTHING`);
  return rowCount ?? 0;
}
