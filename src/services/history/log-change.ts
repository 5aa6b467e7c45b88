import { sql } from '@payloadcms/db-postgres';
import { correlationIdIfAny } from '../../correlation.ts';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import type { FieldChange } from './changed-fields.ts';

type Change = { entity: string; staffId: string | undefined; fields: Record<string, FieldChange> };

/** Adds to the change log what no trigger sees as one change: a global with its lists is many rows. */
export async function logChange(req: Transactional, { entity, staffId, fields }: Change): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`
    INSERT INTO changes (id, at, entity, action, actor, actor_id, correlation_id, fields)
    VALUES (gen_random_uuid(), clock_timestamp(), ${entity}, 'update', ${staffId ? 'staff' : 'system'}, ${staffId ?? null},
      ${correlationIdIfAny() ?? null}, ${JSON.stringify(fields)}::jsonb)`);
}
