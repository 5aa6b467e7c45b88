import type { Payload } from 'payload';
import { slotTimes } from '../appointments/slot-times.ts';
import type { FieldChange } from './changed-fields.ts';

type Changed = { fields: Record<string, FieldChange> };

/** Changes with the time of a slot in place of its id, as far as the slot is still there. */
export async function withSlotTimes<T extends Changed>(payload: Payload, changes: readonly T[]): Promise<T[]> {
  const times = await slotTimes(
    payload,
    changes.flatMap(({ fields }) => idsOf(fields.slot_id)),
  );
  const timeOf = (id: unknown) => times.get(String(id))?.toISOString() ?? id;
  return changes.map((change) => {
    const slot = change.fields.slot_id;
    if (!slot || slot === 'hidden') return change;
    return { ...change, fields: { ...change.fields, slot_id: { from: timeOf(slot.from), to: timeOf(slot.to) } } };
  });
}

const idsOf = (change: FieldChange | undefined): string[] =>
  !change || change === 'hidden' ? [] : [change.from, change.to].filter((id) => typeof id === 'string');
