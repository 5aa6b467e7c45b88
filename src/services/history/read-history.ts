import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import type { FieldChange } from '../../database/change-log.ts';
import { database } from '../../database/transaction.ts';
import { readDocumentEvents } from '../../events/read-events.ts';
import { toDate } from '../../lib/dates.ts';
import { readSlotTimes } from '../appointments/index.ts';
import { staffNameSql } from '../identity/index.ts';

export type { FieldChange };

/** The actor of a change. `name` is set only for staff whose account still exists. */
export type ChangeActor = { kind: 'staff' | 'customer' | 'system'; name: string | null };

export type DocumentHistoryEntry = { at: Date; correlationId: string | null } & (
  | { kind: 'change'; action: string; who: ChangeActor; fields: Record<string, FieldChange> }
  | { kind: 'event'; topic: string }
);

type Row = {
  at: string;
  action: string;
  actor: ChangeActor['kind'];
  name: string | null;
  correlationId: string | null;
  fields: Record<string, FieldChange>;
};

/** Maximum entries shown for one document. The change log's own list has all changes. */
const MAX_ENTRIES = 50;

/**
 * Reads the changes of a document and the domain events about the document, newest first. If `id` is null, `entity` is a global.
 */
export async function readHistory(
  payload: Payload,
  entity: string,
  id: string | null,
): Promise<DocumentHistoryEntry[]> {
  const [changes, events] = await Promise.all([
    readChanges(payload, entity, id),
    readDocumentEvents(payload, entity, id),
  ]);
  const entries: DocumentHistoryEntry[] = [
    ...changes,
    ...events.map(({ at, ...event }) => ({ kind: 'event' as const, at: toDate(at), ...event })),
  ];
  return entries.sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, MAX_ENTRIES);
}

async function readChanges(payload: Payload, entity: string, id: string | null): Promise<DocumentHistoryEntry[]> {
  const { rows } = await database(payload).execute<Row>(sql`
    SELECT at, action, actor, correlation_id AS "correlationId", fields, ${staffNameSql(sql`actor_id::uuid`)} AS name
    FROM changes WHERE entity = ${entity} AND document IS NOT DISTINCT FROM ${id}
    ORDER BY at DESC LIMIT ${MAX_ENTRIES}`);
  const described = await withSlotTimes(payload, rows);
  return described.map(({ at, actor, name, ...row }) => ({
    kind: 'change' as const,
    at: toDate(at),
    who: { kind: actor, name },
    ...row,
  }));
}

type ChangeWithFields = { fields: Record<string, FieldChange> };

/** Replaces the ids of slots in changes by the times of the slots, if the slots still exist. */
async function withSlotTimes<T extends ChangeWithFields>(payload: Payload, changes: readonly T[]): Promise<T[]> {
  const times = await readSlotTimes(
    payload,
    changes.flatMap(({ fields }) => listSlotIds(fields.slot_id)),
  );
  const toSlotTime = (id: unknown) => times.get(String(id))?.toISOString() ?? id;
  return changes.map((change) => {
    const slot = change.fields.slot_id;
    if (!slot || slot === 'hidden') return change;
    return {
      ...change,
      fields: { ...change.fields, slot_id: { from: toSlotTime(slot.from), to: toSlotTime(slot.to) } },
    };
  });
}

const listSlotIds = (change: FieldChange | undefined): string[] =>
  !change || change === 'hidden' ? [] : [change.from, change.to].filter((id) => typeof id === 'string');
