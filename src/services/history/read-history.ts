import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { toDate } from '../../dates.ts';
import { eventsAbout } from '../../events/events-about.ts';
import { staffName } from '../identity/staff-name.ts';
import type { FieldChange } from './changed-fields.ts';
import { withSlotTimes } from './with-slot-times.ts';

/** Who it was; the name of a member of staff who is still there. */
export type Who = { kind: 'staff' | 'customer' | 'system'; name: string | null };

export type HistoryEntry = { at: Date; correlationId: string | null } & (
  | { kind: 'change'; action: string; who: Who; fields: Record<string, FieldChange> }
  | { kind: 'event'; topic: string }
);

type Row = {
  at: string;
  action: string;
  actor: Who['kind'];
  name: string | null;
  correlationId: string | null;
  fields: Record<string, FieldChange>;
};

/** How far back the history of one document is shown; the list has all of it. */
const SHOWN = 50;

/** What was changed of a document, or of a global when there is no `id`, and the events about it, newest first. */
export async function readHistory(payload: Payload, entity: string, id: string | null): Promise<HistoryEntry[]> {
  const [changes, events] = await Promise.all([readChanges(payload, entity, id), eventsAbout(payload, entity, id)]);
  const entries: HistoryEntry[] = [
    ...changes,
    ...events.map(({ at, ...event }) => ({ kind: 'event' as const, at: toDate(at), ...event })),
  ];
  return entries.sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, SHOWN);
}

async function readChanges(payload: Payload, entity: string, id: string | null): Promise<HistoryEntry[]> {
  const { rows } = await database(payload).execute<Row>(sql`
    SELECT at, action, actor, correlation_id AS "correlationId", fields, ${staffName(sql`actor_id::uuid`)} AS name
    FROM changes WHERE entity = ${entity} AND document IS NOT DISTINCT FROM ${id}
    ORDER BY at DESC LIMIT ${SHOWN}`);
  const shown = await withSlotTimes(payload, rows);
  return shown.map(({ at, actor, name, ...row }) => ({
    kind: 'change' as const,
    at: toDate(at),
    who: { kind: actor, name },
    ...row,
  }));
}
